"""Read YAML and JSON into located trees, and check each against the schema of its kind."""

from leverpoint.reader.kinds import Document, Folder, problems_of, read_folder
from leverpoint.reader.located import Limits, Located, Mark, read_file, read_text
from leverpoint.reader.schemas import RequestSchema

__all__ = [
    "Document",
    "Folder",
    "Limits",
    "Located",
    "Mark",
    "RequestSchema",
    "problems_of",
    "read_file",
    "read_folder",
    "read_text",
]
