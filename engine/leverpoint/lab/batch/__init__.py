"""Many assessments at once: the rules of a rulebook as expressions over columns, and files that go through them."""
