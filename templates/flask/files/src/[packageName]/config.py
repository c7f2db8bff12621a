"""What the environment may say, read once, checked, and typed."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

SHORTEST_KEY = 16
# Keys that anybody can read: ours in compose.yaml and README.md, and those in Flask's documentation.
KNOWN_KEYS = (
    "only-for-this-machine",
    "192b9bdd22ab9ed4d12e236c78afcb9a393ec15f71bbf5dc987d54727823bcbf",
    '_5#y2L"F4Q8z\\n\\xec]/',
)
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


class ConfigError(RuntimeError):
    """A setting that is missing or wrong. A RuntimeError, because gunicorn reports those without a stack."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """All settings. The table in README.md describes them."""

    secret_key: str
    debug: bool = False
    trusted_hosts: tuple[str, ...] = ()
    max_content_length: int = 1024 * 1024
    proxy_hops: int = 0
    proxy_sets_host: bool = False
    log_level: str = "INFO"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:
        """Read the settings, or raise ConfigError with the name of the first one that is wrong."""
        debug = environment.get("FLASK_DEBUG", "") not in ("", "0", "false")
        log_level = environment.get("LOG_LEVEL", "INFO").upper()
        if log_level not in LOG_LEVELS:
            raise ConfigError(f"LOG_LEVEL must be one of {', '.join(LOG_LEVELS)}, not {log_level!r}")
        trusted_hosts = _words(environment.get("TRUSTED_HOSTS", ""))
        proxy_hops = _integer(environment, "PROXY_HOPS", default=0, least=0)
        proxy_sets_host = _switch(environment, "PROXY_SETS_HOST")
        if proxy_sets_host and not (trusted_hosts and proxy_hops):
            raise ConfigError("PROXY_SETS_HOST needs PROXY_HOPS and TRUSTED_HOSTS, or a client could name any host")
        return cls(
            secret_key=_secret_key(environment, debug=debug),
            debug=debug,
            trusted_hosts=trusted_hosts,
            max_content_length=_integer(environment, "MAX_CONTENT_LENGTH", default=1024 * 1024, least=1),
            proxy_hops=proxy_hops,
            proxy_sets_host=proxy_sets_host,
            log_level=log_level,
        )


def _secret_key(environment: Mapping[str, str], *, debug: bool) -> str:
    key, source = environment.get("SECRET_KEY", ""), "SECRET_KEY"
    if path := environment.get("SECRET_KEY_FILE"):
        source = f"SECRET_KEY_FILE ({path})"
        try:
            key = Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(f"{source} cannot be read: {getattr(error, 'strerror', None) or error}") from error
    elif not key and debug:
        return secrets.token_urlsafe(32)
    if not key:
        raise ConfigError(
            f"{source} is empty or not set. Make a key with: "
            "python -c 'import secrets; print(secrets.token_urlsafe(32))'"
        )
    if len(key) < SHORTEST_KEY:
        raise ConfigError(f"{source} holds {len(key)} characters; at least {SHORTEST_KEY} are needed")
    if key.strip() in KNOWN_KEYS and not _switch(environment, "DEVELOPMENT"):
        raise ConfigError(f"{source} is a key that anybody can read; DEVELOPMENT=true allows it, on your own machine")
    return key


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())


def _switch(environment: Mapping[str, str], name: str) -> bool:
    text = environment.get(name, "").strip().lower()
    if text not in ("", "0", "1", "false", "true", "no", "yes"):
        raise ConfigError(f"{name} must be true or false, not {text!r}")
    return text in ("1", "true", "yes")


def _integer(environment: Mapping[str, str], name: str, *, default: int, least: int) -> int:
    text = environment.get(name, "").strip()
    if not text:
        return default
    if not text.isascii() or not text.isdecimal() or int(text) < least:
        raise ConfigError(f"{name} must be a whole number of at least {least}, not {text!r}")
    return int(text)
