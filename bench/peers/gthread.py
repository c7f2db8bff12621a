"""The generated repository's own settings, with gunicorn's threaded worker as it is and 2 x 4 threads."""

with open("/app/gunicorn.conf.py", encoding="utf-8") as own:
    exec(compile(own.read(), own.name, "exec"))
worker_class = "gthread"
workers = 2
threads = 4
