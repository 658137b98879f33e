"""What each kind of file and a request may say. The JSON Schemas for editors are generated from these same schemas."""

from marshmallow import Schema

from leverpoint.reader.schemas.catalog import CatalogSchema
from leverpoint.reader.schemas.overlay import OverlaySchema
from leverpoint.reader.schemas.pack import PackSchema
from leverpoint.reader.schemas.priority import PrioritySchema
from leverpoint.reader.schemas.request import RequestSchema
from leverpoint.reader.schemas.rubric import RubricSchema
from leverpoint.reader.schemas.rule import RuleSchema

__all__ = [
    "CatalogSchema",
    "OverlaySchema",
    "PackSchema",
    "PrioritySchema",
    "RequestSchema",
    "RubricSchema",
    "RuleSchema",
    "file_schemas",
]


def file_schemas() -> dict[str, Schema]:
    """The schema of each kind of file. A file of rules is a list of them, every other one mapping."""
    return {
        "pack": PackSchema(),
        "priority": PrioritySchema(),
        "catalog": CatalogSchema(),
        "rubric": RubricSchema(),
        "rules": RuleSchema(many=True),
        "overlays": OverlaySchema(many=True),
    }
