"""The settings of nickjj/docker-flask-example, in our words: twice as many workers as processors, one thread in each."""

import multiprocessing

bind = "0.0.0.0:8000"
accesslog = "-"
workers = multiprocessing.cpu_count() * 2
threads = 1
