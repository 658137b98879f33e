"""Logs as JSON lines on standard error: one for each request, one for each error, and what the server says."""

from __future__ import annotations

import logging
import sys
from typing import Any, BinaryIO

import orjson
import structlog

Logger = Any  # structlog's bound loggers take any event with any fields


def build_logger(stream: BinaryIO | None = None) -> Logger:
    """A logger of its own that writes to `stream`, standard error if none is given."""
    return structlog.wrap_logger(
        structlog.BytesLogger(stream or sys.stderr.buffer),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.format_exc_info,
            _rendered,
        ],
        wrapper_class=structlog.BoundLogger,
        cache_logger_on_first_use=True,
    )


def _rendered(_logger: Any, _method: str, event: Any) -> bytes:
    return orjson.dumps(event, default=repr)


class JsonFormatter(logging.Formatter):
    """Writes the server's own messages, which come through the standard library, as the same kind of line."""

    def format(self, record: logging.LogRecord) -> str:
        """One JSON object without a line break."""
        line = {"event": record.getMessage(), "level": record.levelname.lower(), "logger": record.name}
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return orjson.dumps(line).decode()
