"""The few files that pages in a browser need: ours beside this module, Swagger UI's from its package."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import flask_swagger_ui

OURS = Path(__file__).parent
SWAGGER = Path(flask_swagger_ui.__file__).parent / "dist"

FILES: Mapping[str, tuple[Path, str]] = MappingProxyType(
    {
        "pages.css": (OURS / "pages.css", "text/css"),
        "docs.js": (OURS / "docs.js", "text/javascript"),
        "mark.svg": (OURS / "mark.svg", "image/svg+xml"),
        "swagger-ui.css": (SWAGGER / "swagger-ui.css", "text/css"),
        "swagger-ui-bundle.js": (SWAGGER / "swagger-ui-bundle.js", "text/javascript"),
    }
)
"""All that is served, by name: no path of a caller's ever reaches the disk."""

__all__ = ["FILES", "OURS"]
