"""/healthz: this process answers. /readyz: it may be sent traffic."""

from collections.abc import Callable

from flask import Blueprint, Flask, current_app
from flask.typing import ResponseReturnValue

blueprint = Blueprint("health", __name__)

Check = Callable[[], None]


def add_readiness_check(app: Flask, name: str, check: Check) -> None:
    """Have /readyz call `check`, which raises while what it looks at (a database, say) cannot be used."""
    app.extensions.setdefault("readiness", {})[name] = check


@blueprint.get("/healthz")
def healthz() -> ResponseReturnValue:
    """Touch nothing: a database that is down must not make the platform restart this process."""
    return {"status": "ok"}


@blueprint.get("/readyz")
def readyz() -> ResponseReturnValue:
    """Run the registered checks; 503 while one fails."""
    checks: dict[str, Check] = current_app.extensions.get("readiness", {})
    results = {name: _passes(name, check) for name, check in checks.items()}
    ready = all(results.values())
    body = {
        "status": "ready" if ready else "not ready",
        "checks": {name: "ok" if passed else "failed" for name, passed in results.items()},
    }
    return body, 200 if ready else 503


def _passes(name: str, check: Check) -> bool:
    try:
        check()
    except Exception:
        current_app.logger.exception("readiness check %s failed", name)
        return False
    return True
