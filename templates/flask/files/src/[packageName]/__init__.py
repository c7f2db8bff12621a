"""The application and its factory."""

import os
from importlib import import_module
from pkgutil import iter_modules

from flask import Flask

from . import errors, health, hooks, logs, views
from .config import Config, ConfigError

__all__ = ["Config", "ConfigError", "create_app"]


def create_app(config: Config | None = None) -> Flask:
    """Make the application.

    `config` is read from the environment where it is not given; what is wrong there raises
    ConfigError, which gunicorn prints as one line before it stops.
    """
    config = config or Config.from_environment(os.environ)
    app = Flask(__name__)
    app.config.from_mapping(config.in_capitals())
    app.config.from_mapping(SESSION_COOKIE_SECURE=not config.debug, SESSION_COOKIE_SAMESITE="Lax")
    logs.register(app)
    hooks.register(app)
    errors.register(app)
    app.register_blueprint(health.blueprint)
    app.register_blueprint(views.blueprint)
    # Each module of the folder extensions, where there is one, adds itself: its blueprints, its settings, its checks.
    for module in iter_modules([os.path.join(app.root_path, "extensions")]):
        import_module(f"{__name__}.extensions.{module.name}").register(app)
    return app
