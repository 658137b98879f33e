"""The web service: Flask on top of the engine."""
