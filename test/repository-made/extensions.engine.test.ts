import { tryDocker } from '../kit/engine';
import { written } from '../kit/linters';
import { repositoryOf } from '../kit/repositories';

jest.setTimeout(600_000);

/** A part of the app that a starter template may add without replacing a file of ours. */
const EXTENSION = `"""Orders."""

import os
from dataclasses import dataclass

from flask import Blueprint, Flask, current_app

from ..config import Settings, setting, whole

blueprint = Blueprint("orders", __name__, url_prefix="/orders")


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders(Settings):
    """The settings of orders."""

    order_limit: int = setting(whole(1), 3)


def register(app: Flask) -> None:
    """Add orders to the app."""
    app.config.from_mapping(Orders.from_environment(os.environ).in_capitals())
    app.register_blueprint(blueprint)


@blueprint.get("/")
def orders():
    return {"limit": current_app.config["ORDER_LIMIT"]}
`;

test('a module of the folder extensions brings blueprints and settings, and what is wrong there is one line', async () => {
  const made = written(new Map([...repositoryOf({ name: 'my-app' }), ['src/my_app/extensions/orders.py', EXTENSION]]));
  const program =
    'import my_app; print(my_app.create_app(my_app.Config(secret_key="x" * 16)).test_client().get("/orders/").json)';
  const inside = `python -m venv /tmp/v && . /tmp/v/bin/activate && pip install -q --require-hashes -r requirements-dev.txt && mypy && ruff check . && cd src && ORDER_LIMIT=9 python -c '${program}' && ORDER_LIMIT=none python -c '${program}'`;
  const words = ['run', '--rm', '--volume', `${made}:/source:ro`, 'python:3.14-slim-trixie', 'bash', '-c'];
  const ran = await tryDocker([...words, `cp -r /source /tmp/app && cd /tmp/app && ${inside}`]);
  expect(ran.stdout).toContain("{'limit': 9}");
  expect(ran.stderr).toContain("ConfigError: ORDER_LIMIT must be a whole number of at least 1, not 'none'");
});
