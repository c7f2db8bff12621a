"""Pages for people."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

blueprint = Blueprint("views", __name__)


@blueprint.get("/")
def start() -> ResponseReturnValue:
    """Show the start page."""
    return render_template("start.html")
