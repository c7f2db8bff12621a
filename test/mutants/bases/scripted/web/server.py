bind = "0.0.0.0:8000"
worker_class = "gthread"
threads = 2
control_socket_disable = True
