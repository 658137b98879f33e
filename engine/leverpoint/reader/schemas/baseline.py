"""What a baseline may say: findings of analysis that are accepted, each with the reason."""

from __future__ import annotations

from leverpoint.reader.fields import LONGEST_ID, Id, Record, Several, Table, Text


class AcceptedSchema(Record):
    """One accepted finding. The fingerprint says which; the other fields are there for whoever reads the file."""

    fingerprint = Text(40, required=True)
    code = Text(40, required=True)
    rules = Several(Id())
    about = Table(Text(LONGEST_ID))
    message = Text()
    reason = Text(required=True, shortest=0)
