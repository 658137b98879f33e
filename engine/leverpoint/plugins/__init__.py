"""Python plugins: found and loaded one by one, called alone and under a time budget, quarantined when they fail."""

from leverpoint.plugins.asking import LOADING_SECONDS
from leverpoint.plugins.listing import Listed, listed, own_plugins
from leverpoint.plugins.reading import read_several
from leverpoint.plugins.record import Plugin
from leverpoint.plugins.registry import Plugins

__all__ = ["LOADING_SECONDS", "Listed", "Plugin", "Plugins", "listed", "own_plugins", "read_several"]
