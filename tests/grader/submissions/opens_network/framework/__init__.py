import socket

socket.create_connection(('127.0.0.1', 80), 1)
socket.socket().connect(('1.1.1.1', 53))
