"""The library in service, renewed when files change: what is bad is refused, and its last good version goes on."""

from leverpoint.renewal.loads import Change, Fate, Loads
from leverpoint.renewal.renewal import Renewal
from leverpoint.renewal.stock import problems_in

__all__ = ["Change", "Fate", "Loads", "Renewal", "problems_in"]
