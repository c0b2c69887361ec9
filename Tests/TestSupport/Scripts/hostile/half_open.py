"""SYNs that nobody follows up, from everywhere; good clients are served all the same."""
import socket, struct, subprocess, threading, time
import wire


def checksum(data):
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def syn(random, guest, mac, port, source):
    """A frame with a SYN from `source`."""
    target = socket.inet_aton(wire.GUEST)
    options = random.choice([b"", b"\x02\x04\x05\xb4", b"\x02\x04\x00\x00", b"\x02\x04\xff\xff",
                             b"\x02\x0a\x05\xb4", b"\x01\x01\x01\x02", b"\x02\x00\x02\x00"])
    tcp = struct.pack("!HHIIBBHHH", random.randrange(1024, 65536), port, random.getrandbits(32), 0,
                      (20 + len(options)) << 2, 2, 64240, 0, 0) + options
    pseudo = source + target + struct.pack("!BBH", 0, 6, len(tcp))
    tcp = tcp[:16] + struct.pack("!H", checksum(pseudo + tcp)) + tcp[18:]
    ip = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(tcp), random.getrandbits(16), 0x4000, 64, 6, 0)
    ip = ip + source + target
    ip = ip[:10] + struct.pack("!H", checksum(ip)) + ip[12:]
    return guest + mac + b"\x08\x00" + ip + tcp


class Flood(threading.Thread):
    """Sends SYNs to the image until told to end: as from beyond the gateway, or from neighbours that
    are not there."""

    def __init__(self, random, image, tap, is_near):
        super().__init__(daemon=True)
        self.over, self.sent = threading.Event(), 0
        # A packet socket on a tap gives the image what the kernel would send it.
        self.wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
        self.wire.bind((tap, 0))
        mac = self.wire.getsockname()[4]
        guest = bytes.fromhex(neighbour().replace(":", ""))
        self.frames = [syn(random, guest, mac, image.port, self.source(random, is_near))
                       for _ in range(10_000)]

    @staticmethod
    def source(random, is_near):
        if is_near:
            return bytes([10, 0, 2, random.randrange(228, 255)])
        return bytes([198, 18 + random.getrandbits(1), random.getrandbits(8), random.getrandbits(8)])

    def run(self):
        with self.wire:
            while not self.over.is_set():
                frame = self.frames[self.sent % len(self.frames)]
                self.wire.send(frame)
                self.sent += 1
                if self.sent % 50 == 0:
                    time.sleep(0.005)


def neighbour():
    said = subprocess.run(["ip", "neighbour", "show", wire.GUEST], capture_output=True, text=True,
                          check=True).stdout
    return said.split("lladdr ")[1].split()[0]


def main():
    arguments = wire.arguments()
    random = wire.generator()
    wire.tap()
    image = wire.Image(arguments)
    assert image.ask()[0] == 200
    for is_near in [False, True]:
        flood = Flood(random, image, "tap0", is_near)
        before = image.memory()
        flood.start()
        time.sleep(0.5)
        client = wire.GoodClient(image, pause=0.1)
        client.start()
        deadline = time.monotonic() + wire.PATIENCE
        # At least as many as the least number of half-open connections that it has to outlive.
        while (flood.sent < 10_000 or client.served < 20) and time.monotonic() < deadline:
            image.check()
            time.sleep(0.1)
        client.end()
        flood.over.set()
        flood.join()
        print(f"{'near' if is_near else 'far'}: {flood.sent} SYNs, {before} KiB before, "
              f"{image.memory()} after", flush=True)
        if image.memory() > before + 4096:
            raise SystemExit("half-open connections took more than 4 MiB")
    image.check()
    image.end()


main()
