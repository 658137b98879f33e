"""Small mistakes made in rules on purpose, to see whether some scenario would notice."""

from leverpoint.lab.measuring.mutation.mutants import Mutant, mutants_of
from leverpoint.lab.measuring.mutation.run import Score, Survivor, suggestions, verdicts
from leverpoint.lab.measuring.mutation.suggestions import TRIES, Suggestion, suggest
from leverpoint.lab.measuring.mutation.trial import Ground, Trial, Verdict, grounds_of

__all__ = [
    "TRIES",
    "Ground",
    "Mutant",
    "Score",
    "Suggestion",
    "Survivor",
    "Trial",
    "Verdict",
    "grounds_of",
    "mutants_of",
    "suggest",
    "suggestions",
    "verdicts",
]
