"""SYNs that nobody follows up, from everywhere; good clients are served all the same."""
import socket, threading, time
import frames, wire


class Flood(threading.Thread):
    """Sends SYNs until told to end: as from beyond the gateway, or from neighbours that are not
    there, each of which has to be asked for."""

    OPTIONS = [b"", b"\x02\x04\x05\xb4", b"\x02\x04\x00\x00", b"\x02\x04\xff\xff", b"\x02\x0a\x05\xb4",
               b"\x01\x01\x01\x02", b"\x02\x00\x02\x00"]

    def __init__(self, chance, image, is_near):
        super().__init__(daemon=True)
        self.tap, self.over, self.sent = frames.Tap("tap0"), threading.Event(), 0
        self.packets = []
        for _ in range(10_000):
            source = bytes([10, 0, 2, chance.randrange(228, 255)]) if is_near else (
                bytes([198, 18 + chance.getrandbits(1)]) + chance.randbytes(2))
            self.packets.append(frames.segment(
                source, (chance.randrange(1024, 65536), image.port), (chance.getrandbits(32), 0), 2,
                chance.choice(self.OPTIONS)))

    def run(self):
        with self.tap.socket:
            while not self.over.is_set():
                self.tap.send(self.packets[self.sent % len(self.packets)])
                self.sent += 1
                if self.sent % 50 == 0:
                    time.sleep(0.005)


def recall(chance, image):
    """A connection whose place others have taken is there again for who proves that it was asked,
    and for nobody else; and one answer does not give the next one away."""
    tap = frames.Tap("tap0", kind=3)
    source = socket.inet_aton("198.18.255.1")
    said = []
    with tap.socket:
        for port in range(2000, 2006):
            tap.send(frames.segment(source, (port, image.port), (1000, 0), 2))
            said.append(tap.answer(port, lambda flags, _: flags == 0x12)[1])
        for _ in range(300):
            tap.send(frames.segment(bytes([198, 19]) + chance.randbytes(2), (3000, image.port),
                                    (chance.getrandbits(32), 0), 2))
        request = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
        for wrong in [1, -1, 1 << 16]:
            numbers = (1001, (said[0] + 1 + wrong) & 0xFFFFFFFF)
            tap.send(frames.segment(source, (2000, image.port), numbers, 0x10))
            tap.answer(2000, lambda flags, _: flags & 4)
        numbers = (1001, (said[0] + 1) & 0xFFFFFFFF)
        tap.send(frames.segment(source, (2000, image.port), numbers, 0x10))
        tap.send(frames.segment(source, (2000, image.port), numbers, 0x18, payload=request))
        payload = tap.answer(2000, lambda flags, payload: payload)[2]
        if not payload.startswith(b"HTTP/1.1 200 OK\r\n"):
            raise SystemExit(f"answered {payload[:100]!r}")
    steps = [(after - before) & 0xFFFFFFFF for before, after in zip(said, said[1:])]
    if sum(1 << 20 < step < (1 << 32) - (1 << 20) for step in steps) < 4:
        raise SystemExit(f"initial sequence numbers can be guessed: {said}")
    print("recalled", flush=True)


def main():
    chance = wire.generator()
    wire.tap()
    image = wire.Image(wire.arguments())
    assert image.ask()[0] == 200
    recall(chance, image)
    for is_near in [False, True]:
        flood = Flood(chance, image, is_near)
        before = image.memory()
        flood.start()
        time.sleep(0.5)
        client = wire.GoodClient(image, pause=0.1)
        client.start()
        deadline = time.monotonic() + wire.PATIENCE
        while (flood.sent < 10_000 or client.served < 20) and time.monotonic() < deadline:
            image.check()
            time.sleep(0.1)
        client.end()
        flood.over.set()
        flood.join()
        print(f"{'near' if is_near else 'far'}: {flood.sent} SYNs, {before} KiB before, "
              f"{image.memory()} after", flush=True)
        if flood.sent < 10_000 or image.memory() > before + 4096:
            raise SystemExit("half-open connections were too few, or took more than 4 MiB")
    image.check()
    image.end()


main()
