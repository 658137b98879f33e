"""Read rule files into one immutable rulebook with a digest."""

from leverpoint.rulebook.assemble import load_rulebook
from leverpoint.rulebook.catalog import Catalog
from leverpoint.rulebook.digest import digest, digest_of_plain
from leverpoint.rulebook.rulebook import Place, Rulebook, SourceInfo, revision_of
from leverpoint.rulebook.shipped import shipped_rules
from leverpoint.rulebook.source import Source, read_source
from leverpoint.rulebook.strata import RuleCycleError, Strata, sort_into_strata
from leverpoint.rulebook.weights import Weight, Weights

__all__ = [
    "Catalog",
    "Place",
    "RuleCycleError",
    "Rulebook",
    "Source",
    "SourceInfo",
    "Strata",
    "Weight",
    "Weights",
    "digest",
    "digest_of_plain",
    "load_rulebook",
    "read_source",
    "revision_of",
    "shipped_rules",
    "sort_into_strata",
]
