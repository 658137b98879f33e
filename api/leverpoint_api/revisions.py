"""What may stand in an address for a rule set: anything but the words that are addresses themselves."""

from __future__ import annotations

from werkzeug.routing import BaseConverter


class RevisionConverter(BaseConverter):
    """A revision or `active`. `/v1/rulesets/validate` is no rule set, so a GET of it is 405 and not 404."""

    regex = "(?!(?:validate|analyze|test)$)[^/]+"
    part_isolating = True
