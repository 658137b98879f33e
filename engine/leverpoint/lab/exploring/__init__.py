"""One situation looked at from all sides: what if, why, why not, how surely, and which terms made the difference."""
