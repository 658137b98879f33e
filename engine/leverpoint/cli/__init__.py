"""The command line: `leverpoint`, thin commands on the engine."""

from leverpoint.cli.app import main

__all__ = ["main"]
