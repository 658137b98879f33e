"""Measurements of Leverpoint beside its peers; `make bench` runs them and writes docs/reference/measurements.md."""
