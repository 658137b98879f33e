"""Read YAML and JSON into located trees, and check each against the schema of its kind."""

from leverpoint.reader.kinds import Document, Folder, is_zip, problems_of, read_folder, tree_of
from leverpoint.reader.located import Limits, Located, Mark, read_file, read_text
from leverpoint.reader.schemas import RequestSchema
from leverpoint.reader.tree import File, Tree, tree_in_memory
from leverpoint.reader.zipped import packed_bytes, tree_of_zip

__all__ = [
    "Document",
    "File",
    "Folder",
    "Limits",
    "Located",
    "Mark",
    "RequestSchema",
    "Tree",
    "is_zip",
    "packed_bytes",
    "problems_of",
    "read_file",
    "read_folder",
    "read_text",
    "tree_in_memory",
    "tree_of",
    "tree_of_zip",
]
