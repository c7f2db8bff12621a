"""The application and its factory."""

import logging
import os

from flask import Flask

from . import errors, health, hooks, views
from .config import Config, ConfigError

__all__ = ["Config", "ConfigError", "create_app"]


def create_app(config: Config | None = None) -> Flask:
    """Make the application.

    `config` is read from the environment where it is not given; what is wrong there raises
    ConfigError, which gunicorn prints as one line before it stops.
    """
    config = config or Config.from_environment(os.environ)
    app = Flask(__name__)
    app.config.from_mapping(
        SECRET_KEY=config.secret_key,
        MAX_CONTENT_LENGTH=config.max_content_length,
        TRUSTED_HOSTS=list(config.trusted_hosts) or None,
        SESSION_COOKIE_SECURE=not config.debug,
        SESSION_COOKIE_SAMESITE="Lax",
    )
    logging.getLogger().setLevel(config.log_level)
    hooks.register(app)
    errors.register(app)
    app.register_blueprint(health.blueprint)
    app.register_blueprint(views.blueprint)
    if config.proxy_hops:
        hooks.believe_proxies(app, hops=config.proxy_hops, host=config.proxy_sets_host)
    return app
