"""Exit 0 when the server in this container answers."""

import sys
from http.client import HTTPConnection

if __name__ == "__main__":
    connection = HTTPConnection("127.0.0.1", 8000, timeout=3)
    connection.request("GET", "/")
    sys.exit(0 if connection.getresponse().status == 200 else 1)
