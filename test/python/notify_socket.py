"""Listens where a service manager would, and prints what it is told, one line for each message."""

import os
import socket
import sys

path = sys.argv[1]
listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
listener.bind(path)
print("listening", flush=True)
while True:
    # Without room for descriptors: the barrier that comes with them is passed as soon as they are dropped.
    message = listener.recv(65536).decode()
    for line in message.split("\n"):
        if line:
            print(line, flush=True)
