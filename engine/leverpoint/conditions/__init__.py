"""The condition tree and its readings: parsed and checked, judged true, false or unknown, and put in words."""

from leverpoint.conditions.guard import guarded
from leverpoint.conditions.parse import parse, values_in_words
from leverpoint.conditions.tree import AllOf, AnyOf, Comparison, Condition, Not, Op, comparisons
from leverpoint.conditions.truth import Trace, Truth, trace, truth
from leverpoint.conditions.words import found_in_words, in_words, needed_in_words

__all__ = [
    "AllOf",
    "AnyOf",
    "Comparison",
    "Condition",
    "Not",
    "Op",
    "Trace",
    "Truth",
    "comparisons",
    "found_in_words",
    "guarded",
    "in_words",
    "needed_in_words",
    "parse",
    "trace",
    "truth",
    "values_in_words",
]
