from flask import Flask

app = Flask(__name__)


@app.get("/")
def start():
    return "hello"


@app.get("/health")
def health():
    return {"status": "ok"}
