"""How good scenarios are: what they touch, and which small mistakes they would notice."""
