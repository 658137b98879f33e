"""Self-assessments as forms that people fill in: written blank for a role, and read back as requests."""
