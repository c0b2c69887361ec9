"""Too much of everything that can be sent; each is refused or cut off, and others are served."""
import select, ssl, time
import wire


def feed(client, pieces, most):
    """Sends until the image has had enough: what it answered, and how much went out."""
    received, sent = b"", 0
    client.settimeout(wire.PATIENCE)
    try:
        for piece in pieces:
            client.sendall(piece)
            sent += len(piece)
            if sent >= most:
                break
    except OSError:  # it has closed: by a reset, as there is more to read
        pass
    client.settimeout(5)
    try:
        while piece := client.recv(65536):
            received += piece
    except OSError:
        pass
    return received, sent


def endless(first, rest):
    yield first
    while True:
        yield rest


def http(image):
    """Name, what is sent, at most how much of it, and the statuses that the answer may have."""
    start = b"GET / HTTP/1.1\r\nHost: a\r\n"
    post = b"POST / HTTP/1.1\r\nHost: a\r\n"
    yield "a field of 1 MB", endless(start + b"X: ", b"x" * 16384), 1 << 20, [b"431"]
    yield "a million fields", endless(start, b"a: b\r\n" * 1000), 6_000_000, [b"431"]
    yield "a target of 1 MB", endless(b"GET /", b"x" * 16384), 1 << 20, [b"414"]
    yield "a method of 1 MB", endless(b"G", b"G" * 16384), 1 << 20, [b"400", b"414", b"431", b"501"]
    yield ("2 GB to come", endless(post + b"Content-Length: 2147483648\r\n\r\n", b"x" * 16384),
           1 << 22, [b"413"])
    yield ("a length of 30 digits", iter([post + b"Content-Length: " + b"9" * 30 + b"\r\n\r\n"]),
           1 << 20, [b"400", b"413"])
    yield ("chunks without end", endless(post + b"Transfer-Encoding: chunked\r\n\r\n",
                                         b"400\r\n" + b"x" * 1024 + b"\r\n"), 1 << 22, [b"413"])
    yield ("a chunk without end", endless(post + b"Transfer-Encoding: chunked\r\n\r\nfffffff0\r\n",
                                          b"x" * 16384), 1 << 22, [b"413"])
    yield ("a chunk's extension without end",
           endless(post + b"Transfer-Encoding: chunked\r\n\r\n1;", b"x" * 1024), 1 << 20, [b"400"])
    yield ("trailers without end", endless(post + b"Transfer-Encoding: chunked\r\n\r\n0\r\n",
                                           b"a: b\r\n" * 100), 1 << 20, [b"431"])


def pipeline(image, count):
    """Requests one behind the other, read all the while: each gets its answer, up to the most."""
    answered, rest = 0, b""
    unsent = b"HEAD / HTTP/1.1\r\nHost: a\r\n\r\n" * count
    later = (BlockingIOError, ssl.SSLWantWriteError, ssl.SSLWantReadError)
    with image.connect(wire.ATTACKERS[7]) as client:
        client.setblocking(False)  # one thread for both ways: Python's TLS is not made for two
        until = time.monotonic() + wire.PATIENCE
        while time.monotonic() < until:
            select.select([client], [client] if unsent else [], [], 1)
            try:
                if unsent:  # after "later" TLS wants the same bytes once more
                    unsent = unsent[client.send(unsent[:16384]):]
            except later:
                pass
            except OSError:  # it has closed; what it said before that is still to be read
                unsent = b""
            try:
                while piece := client.recv(65536):
                    rest += piece
                    answered += rest.count(b"HTTP/1.1 ")
                    rest = rest[-8:]
                break
            except later:
                pass
            except OSError:
                break
    return answered


def records(image):
    """TLS records and hellos that are too long."""
    yield "a record of 64 KB", b"\x16\x03\x01\xff\xff" + b"\x01\x00\xff\xfb\x03\x03" + b"x" * 65529
    hello = b"\x03\x03" + b"r" * 32 + b"\0" + b"\x00\x02\xc0\x2b" + b"\x01\0"
    for size in [16000, 65000]:
        extension = b"\xff\x01" + (size - 100).to_bytes(2, "big") + b"e" * (size - 100)
        body = hello + len(extension).to_bytes(2, "big") + extension
        message = b"\x01" + len(body).to_bytes(3, "big") + body
        yield f"a hello of {size} bytes", b"".join(
            b"\x16\x03\x01" + len(part).to_bytes(2, "big") + part
            for part in [message[i:i + 16384] for i in range(0, len(message), 16384)])
    yield "a hello of 16 MB", b"\x16\x03\x01\x40\x00\x01\xff\xff\xff" + b"x" * 16380 + (
        b"\x16\x03\x01\x40\x00" + b"x" * 16384) * 100
    yield "empty records", b"\x16\x03\x01\x00\x00" * 200_000
    yield "alerts without end", b"\x15\x03\x01\x00\x02\x01\x5a" * 200_000


def main():
    wire.tap()
    image = wire.Image(wire.arguments())
    assert image.ask()[0] == 200
    before = image.memory()
    client = wire.GoodClient(image)
    client.start()
    for index, (name, pieces, most, statuses) in enumerate(http(image)):
        received, sent = feed(image.connect(wire.ATTACKERS[index]), pieces, most)
        # Behind a reset the answer may be lost, but none that there is may be another one.
        status = received[9:12]
        print(f"{name}: {sent} bytes sent, answered {status.decode()!r}", flush=True)
        if received and status not in statuses:
            raise SystemExit(f"{name}: {received[:200]!r}")
        if most > 1 << 20 and sent >= most:
            raise SystemExit(f"{name}: it took {sent} bytes")
        image.check()
    for name, data in records(image) if image.is_tls else []:
        received, sent = feed(image.connect(wire.ATTACKERS[20], wrap=False),
                              (data[i:i + 8192] for i in range(0, len(data), 8192)), len(data))
        print(f"{name}: {sent} of {len(data)} bytes sent, answered {received[:7].hex()}", flush=True)
        if received[:1] not in [b"", b"\x15", b"\x16"]:
            raise SystemExit(f"{name}: {received[:100]!r}")
        image.check()
    answered = pipeline(image, 100_000)
    print(f"{answered} of 100000 requests in a pipeline answered", flush=True)
    if not 1 <= answered <= 10_000:
        raise SystemExit("a connection has at most 10000 requests")
    client.end()
    time.sleep(0.1)
    print(f"{before} KiB before, {image.memory()} after", flush=True)
    if image.memory() > before + 2048:
        raise SystemExit("it took more than 2 MiB")
    image.check()
    image.end()


main()
