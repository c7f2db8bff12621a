"""What the command of a `docker init` Dockerfile says: an address, and gunicorn's defaults for the rest."""

bind = "0.0.0.0:8000"
