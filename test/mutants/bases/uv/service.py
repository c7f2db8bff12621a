import os

from flask import Flask


def make_app():
    app = Flask(__name__)
    app.config["SECRET_KEY"] = os.environ["SECRET_KEY"]

    @app.get("/ping")
    def ping():
        return "pong"

    return app
