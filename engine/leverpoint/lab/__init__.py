"""The scenario lab: what consultants and rule authors do between "I wrote a rule" and "I trust it"."""
