"""How the app logs: one JSON object a line on standard output, under gunicorn, in flask commands and in jobs alike."""

import json
import logging
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from flask import Flask, has_request_context

from .hooks import request_id

QUIET_PATHS = ("/healthz", "/readyz")
ACCESS_FIELDS = {
    "client": "h",
    "method": "m",
    "path": "U",
    "status": "s",
    "bytes": "B",
    "microseconds": "D",
    "request_id": "{x-request-id}o",
}
# What every record has; the rest of one came with `extra`.
USUAL = {*vars(logging.makeLogRecord({})), "message", "asctime", "taskName"}


def register(app: Flask) -> None:
    """Have the app's logger obey LOG_LEVEL, and write where nothing else does: outside gunicorn."""
    logger = logging.getLogger(app.name)
    logger.setLevel(app.config["LOG_LEVEL"])
    if not logger.hasHandlers():
        handler = logging.StreamHandler(sys.stdout)
        handler.setFormatter(JsonFormatter())
        logger.addHandler(handler)


class JsonFormatter(logging.Formatter):
    """Log record -> one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Keep fields apart, the access log's and those given as `extra`, so that a log store can filter them."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
        }
        if record.name == "gunicorn.access" and isinstance(record.args, Mapping):
            line |= {field: record.args[atom] for field, atom in ACCESS_FIELDS.items()}
        else:
            line["message"] = record.getMessage()
            if has_request_context():
                line["request_id"] = request_id()
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        if record.stack_info:
            line["stack"] = self.formatStack(record.stack_info)
        line = {name: value for name, value in vars(record).items() if name not in USUAL} | line
        try:
            return json.dumps(line, default=str, allow_nan=False)
        except (TypeError, ValueError):  # keys that are no text, a value within itself, not-a-number
            return json.dumps({name: repr(value) for name, value in line.items()})


def not_a_probe(record: logging.LogRecord) -> bool:
    """Leave health probes out of the access log; there is one every few seconds."""
    return not (isinstance(record.args, Mapping) and record.args["U"] in QUIET_PATHS)


def settings(level: str) -> dict[str, Any]:
    """Give logging.config's settings for the server: its own lines, its access log and everything else."""
    quiet = {"level": level, "handlers": ["stdout"], "propagate": False}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": JsonFormatter}},
        "filters": {"not_a_probe": {"()": lambda: not_a_probe}},
        "handlers": {"stdout": {"class": "logging.StreamHandler", "formatter": "json", "stream": sys.stdout}},
        "root": {"level": level, "handlers": ["stdout"]},
        "loggers": {"gunicorn.error": quiet, "gunicorn.access": {**quiet, "filters": ["not_a_probe"]}},
    }
