"""Which rules match: compiled for durable-rules, checked by bit sets on every evaluation, stratum by stratum."""

from leverpoint.matching.boundaries import check_boundaries
from leverpoint.matching.glance import surely_fits
from leverpoint.matching.strata import Matches, Matching
from leverpoint.matching.units import Health, UnitCache

__all__ = ["Health", "Matches", "Matching", "UnitCache", "check_boundaries", "surely_fits"]
