"""A pack that is posted to be tried, and what was found wrong with it."""

from __future__ import annotations

from typing import Any

from marshmallow import fields

from leverpoint.reader.fields import LONGEST_ID, Record, Table, Text
from leverpoint_api.schemas.service import LoadProblemSchema
from leverpoint_api.schemas.shapes import Sent, flag, several

MOST_CHARACTERS, MOST_FILES = 1024 * 1024, 500
# apispec says nothing of the keys of a mapping
_FILES = {"maxProperties": MOST_FILES, "propertyNames": {"minLength": 1, "maxLength": LONGEST_ID}}


def pack_files(**more: Any) -> Table:
    """The text of each file of a pack by its name."""
    described = {"description": "The text of each file by its name, such as `pack.yaml` and `rules/ours.yaml`."}
    return Table(Text(MOST_CHARACTERS, 0), MOST_FILES, metadata={**described, "allOf": [_FILES]}, **more)


class PostedPackSchema(Record):
    """The files of a pack."""

    files = pack_files(required=True)


class PackProblemSchema(LoadProblemSchema):
    """Something wrong with a pack, where it is, and what would be right."""

    pointer = fields.String(metadata={"description": "A JSON Pointer into the file."})
    suggestion = fields.String(metadata={"description": "The nearest right value."})


class ValidationSchema(Sent):
    """What came of trying a pack on the active rules. Nothing was kept and nothing was activated."""

    ok = flag("Whether nothing is wrong.")
    name = fields.String(metadata={"description": "What the pack calls itself."})
    version = fields.String()
    digest = fields.String(metadata={"description": "What identifies its content, the same for a folder and a zip."})
    problems = several(PackProblemSchema, "Everything that is wrong with the pack and its scenarios.")
