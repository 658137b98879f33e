"""Scenarios: a situation and what the advice for it must hold, read from files, asked, and recorded."""
