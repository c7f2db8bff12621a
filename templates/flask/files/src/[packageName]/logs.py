"""How gunicorn logs: one JSON object a line on standard output, its own lines and the app's alike."""

import json
import logging
import sys
from collections.abc import Mapping
from datetime import UTC, datetime

from flask import has_request_context

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


class JsonFormatter(logging.Formatter):
    """Log record -> one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Keep the access log's fields apart, so that a log store can count and filter them."""
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
        return json.dumps(line, default=str)


def not_a_probe(record: logging.LogRecord) -> bool:
    """Leave health probes out of the access log; there is one every few seconds."""
    return not (isinstance(record.args, Mapping) and record.args["U"] in QUIET_PATHS)


LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": JsonFormatter}},
    "filters": {"not_a_probe": {"()": lambda: not_a_probe}},
    "handlers": {"stdout": {"class": "logging.StreamHandler", "formatter": "json", "stream": sys.stdout}},
    "root": {"level": "INFO", "handlers": ["stdout"]},
    "loggers": {
        "gunicorn.error": {"level": "INFO", "handlers": ["stdout"], "propagate": False},
        "gunicorn.access": {"level": "INFO", "handlers": ["stdout"], "propagate": False, "filters": ["not_a_probe"]},
    },
}
