import http.client

connection = http.client.HTTPConnection("localhost", 8000, timeout=3)
connection.request("GET", "/up")
raise SystemExit(connection.getresponse().status != 200)
