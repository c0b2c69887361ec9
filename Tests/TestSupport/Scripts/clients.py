"""Clients of one server that ask all the time, and what they notice.

clients.py ADDRESS PORT STOP: until the file STOP exists, and once at least, half of them take a connection for each
question, half keep theirs as long as the server does, and some rest on theirs. Prints counts.
"""
import collections
import json
import os
import socket
import sys
import threading
import time

ADDRESS, PORT, STOP = sys.argv[1], int(sys.argv[2]), sys.argv[3]
REQUESTS_MAX = 10000  # after as many, a connection ends anyway
counts, lock = collections.Counter(), threading.Lock()


def note(what):
    with lock:
        counts[what] += 1


def connect():
    return socket.create_connection((ADDRESS, PORT), timeout=20)


def ask(connection, last):
    """Asks once; whether the server ends the connection, or None without an answer."""
    close = b"Connection: close\r\n" if last else b""
    connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n" + close + b"\r\n")
    answer = b""
    while b"\r\n\r\n" not in answer:
        piece = connection.recv(65536)
        if not piece:
            return None
        answer += piece
    head, body = answer.split(b"\r\n\r\n", 1)
    fields = [line.lower() for line in head.split(b"\r\n")]
    length = next(int(line[15:]) for line in fields if line.startswith(b"content-length:"))
    while len(body) < length:
        piece = connection.recv(65536)
        if not piece:
            return None
        body += piece
    if not head.startswith(b"HTTP/1.1 200 "):
        note("wrong")
        return True
    with lock:
        counts["asked"] += 1
        pages.add(body)
    return b"connection: close" in fields


pages = set()


def client(keeps, pause):
    connection = None
    is_over, answers = False, 0
    while not is_over:
        # However late it is: at least one question.
        is_over = os.path.exists(STOP)
        try:
            if connection is None:
                connection, answers = connect(), 0
            answers += 1
            ends = ask(connection, not keeps)
            if ends is None:
                note("unanswered")
            elif ends and keeps and answers < REQUESTS_MAX:
                note("drained")
            if ends is None or ends:
                connection.close()
                connection = None
        except OSError as error:
            note(type(error).__name__)
            connection = None
        time.sleep(pause)


def rester():
    """Asks once and then rests: the server may end it, but not by a reset."""
    while not os.path.exists(STOP):
        try:
            connection = connect()
            ask(connection, False)
            connection.settimeout(0.2)
            while not os.path.exists(STOP):
                try:
                    if connection.recv(1) == b"":
                        note("rested")
                        break
                except TimeoutError:
                    pass
            connection.close()
        except OSError as error:
            note(type(error).__name__)


threads = [threading.Thread(target=client, args=(n % 2 == 0, 0.002 * (n % 3))) for n in range(6)]
threads += [threading.Thread(target=client, args=(True, 1))]
threads += [threading.Thread(target=rester) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(json.dumps({**counts, "pages": sorted(page.decode() for page in pages)}))
