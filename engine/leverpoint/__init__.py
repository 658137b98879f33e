"""Leverpoint turns rubric self-assessments and a role into ranked, explained strategies and leverage points."""

from leverpoint.advice import Advice
from leverpoint.advisor import Advisor
from leverpoint.document import to_json
from leverpoint.errors import (
    AssessmentError,
    LeverpointError,
    MatcherError,
    PackError,
    PluginError,
    Problem,
    RulebookError,
    UnknownIdError,
)
from leverpoint.intake import assess, read_request
from leverpoint.library import Library
from leverpoint.matching import Health, UnitCache
from leverpoint.model import Assessment, Organization
from leverpoint.packs import Pack, Policy, State, find_packs, read_packs
from leverpoint.plugins import Plugin, Plugins
from leverpoint.reader import RequestSchema, problems_of
from leverpoint.renewal import Loads, Renewal
from leverpoint.rulebook import Rulebook, load_rulebook, read_source, shipped_rules
from leverpoint.version import VERSION

__all__ = [
    "VERSION",
    "Advice",
    "Advisor",
    "Assessment",
    "AssessmentError",
    "Health",
    "LeverpointError",
    "Library",
    "Loads",
    "MatcherError",
    "Organization",
    "Pack",
    "PackError",
    "Plugin",
    "PluginError",
    "Plugins",
    "Policy",
    "Problem",
    "Renewal",
    "RequestSchema",
    "Rulebook",
    "RulebookError",
    "State",
    "UnitCache",
    "UnknownIdError",
    "assess",
    "find_packs",
    "load_rulebook",
    "problems_of",
    "read_packs",
    "read_request",
    "read_source",
    "shipped_rules",
    "to_json",
]
