"""Clients that take every place and then take their time; others are served all the same."""
import time
import wire


def hold(image, sources, count, what, wrap=False):
    """Opens `count` connections that begin something and do not end it."""
    held = []
    for index in range(count):
        try:
            client = image.connect(sources[index % len(sources)], 5, wrap)
            if what:
                client.sendall(what)
            held.append(client)
        except OSError:
            pass
    return held


def drip(held):
    for client in held:
        try:
            client.send(b"x")
        except OSError:
            pass


def main():
    wire.tap()
    image = wire.Image(wire.arguments())
    assert image.ask()[0] == 200
    hello = bytes.fromhex("16030100500100004c0303")
    head = hello if image.is_tls else b"GET / HTTP/1.1\r\nHost: a\r\nX: "
    body = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 60000\r\n\r\n"
    # Asks for more than a window, and reads nothing.
    deaf = b"GET /big.bin HTTP/1.1\r\nHost: a\r\n\r\n"
    kinds = [("silent", b""), ("head", head)] + ([] if image.is_tls else [("body", body)])
    kinds += [("deaf", deaf)]
    before = image.memory()
    for name, what in kinds:
        for sources in [wire.ATTACKERS[:1], wire.ATTACKERS]:
            held = hold(image, sources, 560, what, wrap=what == deaf)
            client = wire.GoodClient(image, pause=0.05)
            if len(sources) > 1:
                time.sleep(3)  # until the first have taken longer than they may while others wait
            client.start()
            deadline = time.monotonic() + wire.PATIENCE
            while client.served < 20 and not client.complaints and time.monotonic() < deadline:
                image.check()
                if what not in (b"", deaf):
                    drip(held)
                time.sleep(0.1)
            print(f"{name}, {len(sources)} addresses, {len(held)} connections: ", end="")
            client.end()
            for each in held:
                each.close()
            # A place for each of them costs a connection's memory: 48 KiB with TLS.
            if image.memory() > before + 560 * 48:
                raise SystemExit(f"{before} KiB before, {image.memory()} after")
    print(f"{before} KiB before, {image.memory()} after", flush=True)
    image.check()
    image.end()


main()
