"""Every error as problem details (RFC 9457), with the id under which the log holds the cause."""

import errno
import json

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from .hooks import request_id


def register(app: Flask) -> None:
    """Answer HTTP errors, unhandled exceptions and a full disk as application/problem+json."""
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(OSError, _disk_error)


def problem(status: int, title: str, detail: str | None) -> Response:
    """One problem details document."""
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, "request_id": request_id()}
    return Response(json.dumps(body), status=status, content_type="application/problem+json")


def _http_error(error: HTTPException) -> Response | HTTPException:
    if error.code is None or error.code < 400:
        return error  # a redirect is no error
    response = problem(error.code, error.name, error.description)
    for name, value in error.get_headers(request.environ):
        if name not in ("Content-Type", "Content-Length"):
            response.headers[name] = value  # Allow, Retry-After, WWW-Authenticate
    return response


def _disk_error(error: OSError) -> Response:
    if error.errno != errno.ENOSPC:
        raise error
    return problem(507, "Insufficient Storage", "The server has no room for this request's data.")
