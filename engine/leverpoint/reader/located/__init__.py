"""Reads the text of a YAML 1.2 or JSON file into plain data that knows where each of its values stands."""

from leverpoint.reader.located.limits import Limits
from leverpoint.reader.located.marks import Mark
from leverpoint.reader.located.reading import Located, read_file, read_text

__all__ = ["Limits", "Located", "Mark", "read_file", "read_text"]
