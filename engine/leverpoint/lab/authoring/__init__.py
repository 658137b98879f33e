"""What authors of rules and packs are given: a start, checks, impact, a zip; and what a service asks of a pack."""
