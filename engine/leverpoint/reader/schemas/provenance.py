"""Where a record comes from, as every kind of file says it."""

from __future__ import annotations

from leverpoint.reader.fields import LONGEST_LINE, Id, One, OneOf, Record, Several, Text

PROVENANCES = ("sourced", "derived", "authored")


class CitationSchema(Record):
    """Where a statement comes from: a source of the catalog, a place in it, and how far it carries."""

    source = Id(required=True)
    locator = Text(LONGEST_LINE, required=True)
    provenance = OneOf(*PROVENANCES, required=True)


class Sourced(Record):
    """A record that says where it comes from."""

    provenance = OneOf(*PROVENANCES, required=True)
    citations = Several(One(CitationSchema), fewest=1, required=True)
