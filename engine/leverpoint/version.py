"""The version of the engine and the service, in the one place from which the package takes it too."""

VERSION = "0.1.0"
