"""Two bodies of rules against each other: what was changed in them, and what that changes in advice."""
