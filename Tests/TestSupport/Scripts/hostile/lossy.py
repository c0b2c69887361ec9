"""A wire that loses 5 % of the packets, sends 5 % twice and delays 25 % of them past others, in
both directions. It is a relay between two taps, as kernels may have no netem."""
import fcntl, hashlib, heapq, os, select, socket, struct, threading, time
import wire

TUNSETIFF, IFF_TAP, IFF_NO_PI = 0x400454CA, 2, 0x1000


class Relay(threading.Thread):
    """Clients are on `tap1`, whose other side this program has; the image is on `tap0`."""

    def __init__(self, chance):
        super().__init__(daemon=True)
        self.chance, self.over = chance, threading.Event()
        self.clients = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
        fcntl.ioctl(self.clients, TUNSETIFF, struct.pack("16sH22x", b"tap1", IFF_TAP | IFF_NO_PI))
        # The kernel has no address on the image's side, and answers nobody there.
        wire.sh("ip tuntap add dev tap0 mode tap && ip link set tap0 arp off up && ip link set tap1 up")
        wire.address("tap1")
        self.image = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
        self.image.bind(("tap0", 0))
        self.image.setblocking(False)
        self.later, self.counts = [], {"passed": 0, "lost": 0, "doubled": 0, "delayed": 0}

    def to_image(self, frame):
        self.image.send(frame)

    def to_clients(self, frame):
        os.write(self.clients, frame)

    def pass_on(self, frame, to):
        chance = self.chance
        if chance.random() < 0.05:
            self.counts["lost"] += 1
            return
        is_double = chance.random() < 0.05
        self.counts["doubled"] += is_double
        for _ in range(1 + is_double):
            self.counts["passed"] += 1
            if chance.random() < 0.25:
                self.counts["delayed"] += 1
                at = time.monotonic() + chance.uniform(0.0005, 0.01)
                heapq.heappush(self.later, (at, self.counts["delayed"], frame, to))
            else:
                to(frame)

    def run(self):
        while not self.over.is_set():
            wait = self.later[0][0] - time.monotonic() if self.later else 0.05
            readable = select.select([self.clients, self.image], [], [], max(0, min(wait, 0.05)))[0]
            while self.later and self.later[0][0] <= time.monotonic():
                _, _, frame, to = heapq.heappop(self.later)
                to(frame)
            if self.clients in readable:
                self.pass_on(os.read(self.clients, 65536), self.to_image)
            if self.image in readable:
                frame, address = self.image.recvfrom(65536)
                if address[2] != socket.PACKET_OUTGOING:
                    self.pass_on(frame, self.to_clients)


def take_all(image):
    """The big file. Whom the wire has let wait for very long the image takes for slow, and cuts off:
    they try again."""
    for _ in range(2):
        try:
            return image.ask("/big.bin", timeout=120)
        except ConnectionResetError:
            print("cut off", flush=True)
    return image.ask("/big.bin", timeout=120)


def main():
    chance = wire.generator()
    arguments = wire.arguments()
    relay = Relay(chance)
    relay.start()
    image = wire.Image(arguments)
    expected = hashlib.sha256(open(arguments["big"], "rb").read()).hexdigest()
    before = image.memory()
    many = [wire.GoodClient(image, pause=0, source=source) for source in wire.ATTACKERS[:4]]
    for each in many:
        each.start()
    begin = time.monotonic()
    status, body = take_all(image)
    print(f"{len(body)} bytes in {time.monotonic() - begin:.1f} s", flush=True)
    if status != 200 or hashlib.sha256(body).hexdigest() != expected:
        raise SystemExit(f"status {status}, {len(body)} bytes, which are not those of the file")
    deadline = time.monotonic() + wire.PATIENCE
    while min(each.served for each in many) < 10 and time.monotonic() < deadline:
        image.check()
        time.sleep(0.1)
    for each in many:
        each.end()
    print(relay.counts, f"{before} KiB before, {image.memory()} after", flush=True)
    if min(relay.counts.values()) < 10 or image.memory() > before + 2048:
        raise SystemExit("the wire was too good, or memory has grown by more than 2 MiB")
    image.check()
    image.end()
    relay.over.set()


main()
