"""Leverpoint turns rubric self-assessments and a role into ranked, explained strategies and leverage points."""

from leverpoint.advice import Advice
from leverpoint.advisor import Advisor
from leverpoint.document import to_json
from leverpoint.errors import AssessmentError, LeverpointError, MatcherError, Problem, RulebookError, UnknownIdError
from leverpoint.intake import assess, read_request
from leverpoint.matching import Health, UnitCache
from leverpoint.model import Assessment
from leverpoint.reader import RequestSchema, problems_of
from leverpoint.rulebook import Rulebook, load_rulebook, shipped_rules
from leverpoint.version import VERSION

__all__ = [
    "VERSION",
    "Advice",
    "Advisor",
    "Assessment",
    "AssessmentError",
    "Health",
    "LeverpointError",
    "MatcherError",
    "Problem",
    "RequestSchema",
    "Rulebook",
    "RulebookError",
    "UnitCache",
    "UnknownIdError",
    "assess",
    "load_rulebook",
    "problems_of",
    "read_request",
    "shipped_rules",
    "to_json",
]
