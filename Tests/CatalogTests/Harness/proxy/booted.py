"""Asks an image with reverse-proxy, on a tap in a network namespace of this process's own, for what
an upstream in the same namespace answers, well or badly. Arguments: the monitor and the image.
Ends with 1 and says what differs."""

import hashlib
import random
import socket
import subprocess
import sys
import threading
import time

IMAGE, HOST, PORT = "10.0.2.15", "10.0.2.2", 9000
failures = []
accepted = 0
seen = {}


def check(condition, *facts):
    if not condition:
        failures.append(facts)
        print("FAILED:", *facts, flush=True)


def noise(seed, length):
    return random.Random(seed).randbytes(length)


# --- The upstream -------------------------------------------------------------------------------


class Reader:
    def __init__(self, connection):
        self.connection, self.rest = connection, b""

    def more(self):
        piece = self.connection.recv(65536)
        self.rest += piece
        return bool(piece)

    def until(self, mark):
        while mark not in self.rest:
            if not self.more():
                return None
        text, self.rest = self.rest.split(mark, 1)
        return text

    def exactly(self, length):
        while len(self.rest) < length and self.more():
            pass
        text, self.rest = self.rest[:length], self.rest[length:]
        return text

    def all(self):
        while self.more():
            pass
        text, self.rest = self.rest, b""
        return text


def body_of(reader, fields):
    if fields.get("transfer-encoding") == "chunked":
        body = b""
        while True:
            length = int(reader.until(b"\r\n"), 16)
            body += reader.exactly(length)
            reader.exactly(2)
            if length == 0:
                return body
    return reader.exactly(int(fields.get("content-length", 0)))


def fields_of(head):
    lines = head.split(b"\r\n")[1:]
    return {k.strip().lower(): v.strip() for k, v in (l.decode("latin1").split(":", 1) for l in lines)}


def chunked(body, sizes):
    out, at = b"", 0
    while at < len(body):
        piece = body[at : at + next(sizes)]
        out += b"%x;x=y\r\n%s\r\n" % (len(piece), piece)
        at += len(piece)
    return out + b"0\r\nX-Trailer: secret\r\n\r\n"


OK = b"HTTP/1.1 200 OK\r\n"
EVIL = [
    b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nxx",
    b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
    b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nhello",
    b"HTTP/1.1 200 OK\r\nContent-Length: +5\r\n\r\nhello",
    b"HTTP/1.1 200 OK\r\nContent-Length: 5, 5\r\n\r\nhello",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nX: a\r\n folded\r\n\r\n",
    b"HTTP/1.1 200 OK\nContent-Length: 0\n\n",
    b"HTTP/1.1 200\r\n\r\n",
    b"HTTP/2.0 200 OK\r\n\r\n",
    b"HTTP/1.1 99 OK\r\n\r\n",
    b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: upgrade\r\n\r\n",
    b"HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello",
    b"HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nX: \x00\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nX: " + b"a" * 9000 + b"\r\n\r\n",
    OK + b"X: y\r\n" * 200 + b"\r\n",
    b"HTTP/1.1 100 Continue\r\n\r\n" * 20,
    b"SSH-2.0-OpenSSH_9.2\r\n",
    b"",
    b"HTTP/1.1 200 OK\r\nContent-Le",
]
# The head is good, the body is not: the client must not take it for whole.
BROKEN = [
    OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhelloX",
    OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\ng\r\n",
    OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n" + b"f" * 30 + b"\r\n",
    OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
    OK + b"Content-Length: 50\r\n\r\nhello",
]


def respond(reader, head, connection):
    """Answers one request; returns whether the connection goes on."""
    line, fields = head.split(b"\r\n")[0].decode(), fields_of(head)
    method, target, _ = line.split(" ")
    name, _, argument = target.partition("?")
    send = connection.sendall
    if name == "/early":
        send(b"HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\n\r\nbig")
        time.sleep(0.2)
        return False
    if name == "/hang":
        time.sleep(6)
        return False
    body = body_of(reader, fields)
    if name == "/echo":
        seen["head"] = head
        text = hashlib.sha256(body).hexdigest().encode()
        send(OK + b"Content-Length: %d\r\nX-Kept: 1\r\nKeep-Alive: timeout=5\r\nX-Hop: 1\r\n"
             b"Connection: keep-alive, X-Hop\r\nX-Frame-Options: ALLOWALL\r\n"
             b"Set-Cookie: a=1\r\nSet-Cookie: b=2\r\n\r\n" % len(text))
        send(b"" if method == "HEAD" else text)
    elif name in ("/sized", "/chunked", "/close"):
        data = noise(argument, int(argument))
        if name == "/sized":
            send(OK + b"Content-Length: %d\r\n\r\n" % len(data) + data)
        elif name == "/chunked":
            sizes = random.Random(argument)
            send(OK + b"Transfer-Encoding: chunked\r\n\r\n"
                 + chunked(data, iter(lambda: sizes.choice([1, 7, 300, 5000]), None)))
        else:
            send(OK + b"\r\n" + data)
            return False
    elif name == "/slow":
        send(OK + b"Transfer-Encoding: chunked\r\n\r\n")
        for _ in range(6):
            time.sleep(0.5)
            send(b"3\r\nabc\r\n")
        send(b"0\r\n\r\n")
    elif name == "/interim":
        send(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n")
        time.sleep(0.1)
        send(OK + b"Content-Length: 2\r\n\r\nok")
    elif name == "/leave":
        send(OK + b"Content-Length: 2\r\n\r\nok")
        return False
    elif name == "/drop":
        seen["drops"] = seen.get("drops", 0) + 1
        return False
    elif name == "/more":
        send(OK + b"Content-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison")
    elif name == "/evil":
        send(EVIL[int(argument)])
        return False
    elif name == "/broken":
        send(BROKEN[int(argument)])
        return False
    elif name == "/304":
        send(b"HTTP/1.1 304 Not Modified\r\nETag: \"x\"\r\nContent-Length: 999\r\n\r\n")
    elif name == "/long":
        send(OK + b"Content-Length: 2\r\n" + b"".join(b"X-%d: %s\r\n" % (i, b"v" * 90)
                                                      for i in range(60)) + b"\r\nok")
    return True


def serve(connection):
    reader = Reader(connection)
    try:
        while (head := reader.until(b"\r\n\r\n")) is not None:
            if not respond(reader, head, connection):
                break
    except OSError:
        pass
    connection.close()


def listen():
    global accepted
    listener = socket.create_server((HOST, PORT), backlog=64)
    while True:
        connection, _ = listener.accept()
        accepted += 1
        threading.Thread(target=serve, args=(connection,), daemon=True).start()


# --- The client ---------------------------------------------------------------------------------


class Client:
    def __init__(self):
        self.connection = socket.create_connection((IMAGE, 80), timeout=60)
        self.reader = Reader(self.connection)

    def send(self, text):
        self.connection.sendall(text)

    def answer(self, method="GET"):
        """Reads one answer: status, fields, body; the body is None when it breaks off."""
        head = self.reader.until(b"\r\n\r\n")
        if head is None:
            return 0, {}, None
        status, fields = int(head.split(b" ")[1]), fields_of(head)
        fields["head"] = head
        try:
            if method == "HEAD" or status in (204, 304) or status < 200:
                return status, fields, b""
            if fields.get("transfer-encoding") == "chunked":
                return status, fields, body_of(self.reader, fields)
            if "content-length" in fields:
                length = int(fields["content-length"])
                body = self.reader.exactly(length)
                return status, fields, body if len(body) == length else None
            return status, fields, self.reader.all()
        except (OSError, TypeError, ValueError):
            return status, fields, None


def ask(target, method="GET", fields=b"", body=b"", client=None, version=b"1.1"):
    client = client or Client()
    length = b"Content-Length: %d\r\n" % len(body) if body else b""
    client.send(b"%s %s HTTP/%s\r\nHost: site.example\r\n%s%s\r\n"
                % (method.encode(), target.encode(), version, fields, length) + body)
    return client.answer(method)


def check_fields():
    status, fields, body = ask(
        "/echo?a=%41", "POST",
        b"Forwarded: for=6.6.6.6\r\nX-Forwarded-For: 6.6.6.6\r\nX_Forwarded_For: 6.6.6.6\r\n"
        b"X-Merlon-Principal: root\r\nx_merlon_principal: root\r\nAuthorization: Basic YTpi\r\n"
        b"Connection: keep-alive, X-Private\r\nX-Private: 1\r\nKeep-Alive: 5\r\nTE: trailers\r\n"
        b"Upgrade: h2c\r\nProxy-Authorization: x\r\nX-Real-IP: 6.6.6.6\r\nX-Kept: yes\r\n",
        b"hello")
    check(status == 200 and body == hashlib.sha256(b"hello").hexdigest().encode(), status, body)
    head = seen["head"].decode()
    asked = fields_of(seen["head"])
    check(head.startswith("POST /echo?a=%41 HTTP/1.1\r\n"), head)
    check("6.6.6.6" not in head and "root" not in head and "YTpi" not in head, head)
    for name in ("connection", "x-private", "keep-alive", "te", "upgrade", "proxy-authorization"):
        check(name not in asked, name, head)
    for name, value in (
        ("host", f"{HOST}:{PORT}"), ("x-forwarded-for", HOST), ("x-forwarded-proto", "http"),
        ("x-forwarded-host", "site.example"), ("x-kept", "yes"), ("content-length", "5"),
        ("forwarded", f'for={HOST};host="site.example";proto=http'), ("via", "1.1 merlon"),
    ):
        check(asked.get(name) == value, name, head)
    answered = fields["head"].decode()
    for name in ("connection", "keep-alive", "x-hop"):
        check(name not in fields, name, answered)
    check(fields.get("x-kept") == "1" and answered.count("Set-Cookie: ") == 2, answered)
    check(answered.count("X-Frame-Options: ") == 1 and "ALLOWALL" not in answered, answered)
    ask("/%65cho/%3Fa;b=%22?q", "GET")
    status, fields, body = ask("/echo", "HEAD")
    check(status == 200 and fields.get("content-length") == "64", status, fields)
    for name in ("TRACE", "CONNECT"):
        status, fields, _ = ask("/echo", name)
        check(status == 405 and "POST" in fields.get("allow", ""), name, status, fields)


def check_bodies():
    client = Client()
    for length in (0, 1, 1447, 1448, 1449, 23360, 500_000, 3_000_000):
        for name in ("sized", "chunked", "close"):
            status, fields, body = ask(f"/{name}?{length}", client=client)
            good = noise(str(length), length)
            check(status == 200 and body == good, name, length, status, fields, len(body or b""))
            check("x-trailer" not in fields and "x-content-type-options" in fields, fields)
            status, fields, body = ask(f"/{name}?{length}", version=b"1.0")
            check(status == 200 and body == good, "1.0", name, length, status, fields)
    for length in (1, 1024, 5000, 70_000, 2_000_000):
        body = noise(length, length)
        digest = hashlib.sha256(body).hexdigest().encode()
        check(ask("/echo", "PUT", body=body, client=client)[2] == digest, "sized up", length)
        sizes = random.Random(length)
        client.send(b"POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + chunked(body, iter(lambda: sizes.choice([5, 900, 20000]), None)))
        check(client.answer()[2] == digest, "chunked up", length)
        check(fields_of(seen["head"]).get("transfer-encoding") == "chunked", seen["head"])
    client.send(b"POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n")
    check(client.answer()[0] == 100, "100")
    client.send(b"hello")
    check(client.answer()[0] == 200 and "expect" not in fields_of(seen["head"]), "after 100")
    status, _, _ = ask("/echo", "POST", b"Content-Length: 4194305\r\n")
    check(status == 413, "limit", status)
    status, fields, body = ask("/long")
    check(status == 200 and body == b"ok" and fields.get("x-59") == "v" * 90, "long", fields)
    check(ask("/304") [0] == 304, "304")
    check(ask("/interim")[2] == b"ok", "interim")


def check_trouble():
    for index in range(len(EVIL)):
        status, fields, body = ask(f"/evil?{index}")
        check(status == 502 and b"poison" not in body, "evil", index, status, fields, body)
        check("x-content-type-options" in fields, "evil", index, fields)
    for index in range(len(BROKEN)):
        for version in (b"1.0", b"1.1"):
            try:
                _, _, body = ask(f"/broken?{index}", version=version)
            except OSError:
                body = None
            check(body is None, "broken", index, version, body)
    began = time.monotonic()
    check(ask("/hang")[0] == 504 and time.monotonic() - began < 5.5, "hang")
    status, _, body = ask("/slow")
    check(status == 200 and body == b"abc" * 6, "slow", status, body)
    try:
        status, _, body = ask("/early", "POST", body=noise(1, 3_000_000))
        check(status == 413 and body == b"big", "early", status, body)
    except OSError:
        pass  # the upstream is gone before the body is: a reset can overtake the answer
    # What comes after an answer is nobody's.
    client = Client()
    for _ in range(5):
        check(ask("/more", client=client)[2] == b"ok", "more")
        check(ask("/echo", client=client)[2] != b"poison", "poisoned")


def check_pool():
    client = Client()
    ask("/echo", client=client)
    before = accepted
    for _ in range(20):
        check(ask("/echo", client=client)[0] == 200, "reused")
    check(accepted == before, "connections for 20 requests", accepted - before)
    # A connection that dies while it is idle: asked again once if that is harmless.
    for method, expected, times in (("GET", 502, 2), ("POST", 502, 1)):
        ask("/echo", client=client)
        seen["drops"] = 0
        status = ask("/drop", method, client=client, body=b"x" if method == "POST" else b"")[0]
        check(status == expected and seen["drops"] == times, method, status, seen["drops"])
        client = Client()
    for _ in range(5):
        check(ask("/leave", client=client)[0] == 200, "leave")
        time.sleep(0.05)
    # More requests at once than connections: they wait for their turn.
    results = []
    def one():
        results.append(ask("/chunked?200000")[2] == noise("200000", 200_000))
    threads = [threading.Thread(target=one) for _ in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    check(results == [True] * 30, "at once", results)
    # Clients that leave in the middle leave no connection behind.
    for _ in range(12):
        gone = Client()
        gone.send(b"GET /sized?3000000 HTTP/1.1\r\nHost: a\r\n\r\n")
        gone.reader.more()
        gone.connection.close()
    check(ask("/echo")[0] == 200, "after those who left")


def check_slow():
    # Clients that take no answer, or send no body, on all connections to the upstream.
    for text in (b"GET /sized?3000000 HTTP/1.1\r\nHost: a\r\n\r\n",
                 b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 60000\r\n\r\nx"):
        slow = [Client() for _ in range(4)]
        for client in slow:
            client.send(text)
        time.sleep(3)
        status, _, body = ask("/chunked?100000")
        check(status == 200 and body == noise("100000", 100_000), "beside slow ones", text, status)
        for client in slow:
            client.connection.close()
    # Who is quick keeps its connection, however many wait for one.
    results = []
    threads = [threading.Thread(target=lambda: results.append(ask("/slow")[2])) for _ in range(4)]
    for thread in threads:
        thread.start()
    time.sleep(2.3)
    status = ask("/echo")[0]
    for thread in threads:
        thread.join()
    check(results == [b"abc" * 6] * 4, "slow answers, quick clients", results, status)


def check_refused():
    status, fields, body = ask("/echo")
    check(status == 502 and body == b"Bad Gateway", "refused", status, fields, body)


def main():
    for command in ("tuntap add dev tap0 mode tap", "link set tap0 up", "link set lo up",
                    f"addr add {HOST}/24 dev tap0"):
        subprocess.run(["ip"] + command.split(), check=True)
    console = open("console", "wb")
    monitor = subprocess.Popen([sys.argv[1], "--net:service=tap0", "--", sys.argv[2]],
                               stdout=console, stderr=subprocess.STDOUT)
    try:
        for _ in range(600):
            if b"listening on port 80" in open("console", "rb").read():
                break
            time.sleep(0.1)
        check_refused()
        threading.Thread(target=listen, daemon=True).start()
        while not accepted:
            try:
                socket.create_connection((HOST, PORT)).close()
            except OSError:
                time.sleep(0.05)
        for part in (check_fields, check_bodies, check_trouble, check_pool, check_slow):
            print(part.__name__, flush=True)
            part()
        time.sleep(1.5)
        log = open("console").read()
        check('"method":"PUT","path":"/echo","status":200,"bytes":64,' in log, "request-log")
        check('"path":"/chunked","status":200,"bytes":null,' in log, "request-log of chunks")
        check('"path":"/evil","status":502,' in log, "request-log of 502")
        check(monitor.poll() is None, "the image has ended", log[-500:])
    finally:
        monitor.kill()
    sys.exit(1 if failures else 0)


main()
