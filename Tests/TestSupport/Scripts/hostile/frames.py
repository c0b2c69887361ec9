"""Frames that this program makes and puts on the tap, past the kernel's TCP."""
import socket, struct, subprocess, threading, time
import wire


def checksum(data):
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def segment(source, ports, numbers, flags, options=b"", payload=b""):
    """An IPv4 packet with a TCP segment to the image."""
    target = socket.inet_aton(wire.GUEST)
    options += b"\1" * (-len(options) % 4)
    tcp = struct.pack("!HHIIBBHHH", *ports, *numbers, (20 + len(options)) << 2, flags, 64240, 0, 0)
    tcp += options + payload
    pseudo = source + target + struct.pack("!BBH", 0, 6, len(tcp))
    tcp = tcp[:16] + struct.pack("!H", checksum(pseudo + tcp)) + tcp[18:]
    ip = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(tcp), numbers[0] & 0xFFFF, 0x4000, 64, 6, 0)
    ip += source + target
    return ip[:10] + struct.pack("!H", checksum(ip)) + ip[12:] + tcp


class Tap:
    """A packet socket: what it sends the image gets as if the kernel had sent it. With `kind` 3 it
    also receives."""

    def __init__(self, name, kind=0):
        self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(kind))
        self.socket.bind((name, 0))
        said = subprocess.run(["ip", "neighbour", "show", wire.GUEST], capture_output=True,
                              text=True, check=True).stdout
        guest = bytes.fromhex(said.split("lladdr ")[1].split()[0].replace(":", ""))
        self.header = guest + self.socket.getsockname()[4]

    def send(self, packet, kind=b"\x08\x00"):
        self.socket.send(self.header + kind + packet)

    def answer(self, port, is_wanted=lambda flags, payload: True):
        """The next TCP segment of the image to `port` that is wanted: flags, number, payload."""
        deadline = time.monotonic() + 10
        self.socket.settimeout(1)
        while time.monotonic() < deadline:
            try:
                packet = self.socket.recv(65536)[14:]
            except TimeoutError:
                continue
            if len(packet) < 40 or packet[9] != 6 or packet[22:24] != struct.pack("!H", port):
                continue
            flags, number = packet[33], struct.unpack("!I", packet[24:28])[0]
            payload = packet[20 + (packet[32] >> 4) * 4:struct.unpack("!H", packet[2:4])[0]]
            if packet[12:16] == socket.inet_aton(wire.GUEST) and is_wanted(flags, payload):
                return flags, number, payload
        raise SystemExit(f"no answer to port {port}")


class Garbler(threading.Thread):
    """Segments of connections that there are and that there are not, ICMP and ARP, mutated."""

    def __init__(self, chance, image, tap):
        super().__init__(daemon=True)
        self.chance, self.tap, self.port = chance, Tap(tap), image.port
        self.over, self.count = threading.Event(), 0

    def packet(self):
        chance = self.chance
        source = socket.inet_aton(chance.choice(wire.ATTACKERS))
        ports = (chance.randrange(1024, 65536), chance.choice([self.port, self.port, 1]))
        numbers = (chance.getrandbits(32), chance.getrandbits(32))
        options = chance.choice([b"", chance.randbytes(chance.randrange(1, 40)), b"\x02\x04\x00\x01"])
        packet = bytearray(segment(source, ports, numbers, chance.getrandbits(8), options,
                                   chance.randbytes(chance.randrange(0, 200))))
        what = chance.randrange(4)
        if what == 0:  # wrong anywhere, with checksums as they were
            packet[chance.randrange(len(packet))] = chance.getrandbits(8)
        elif what == 1:  # wrong in the IP header, which is sound by its checksum
            packet[chance.randrange(10)] = chance.getrandbits(8)
            packet[10:12] = b"\0\0"
            packet[10:12] = struct.pack("!H", checksum(bytes(packet[:20])))
        elif what == 2:
            del packet[chance.randrange(len(packet)):]
        return bytes(packet)

    def run(self):
        chance = self.chance
        with self.tap.socket:
            while not self.over.is_set():
                if chance.random() < 0.1:
                    # Who has, or is at, addresses other than those that good clients use.
                    arp = bytearray(struct.pack("!HHBBH", 1, 0x800, 6, 4, chance.choice([1, 2]))
                                    + b"\x02\0\0\0\0\1" + bytes([10, 0, 2, chance.randrange(230, 255)])
                                    + bytes(6) + socket.inet_aton(wire.GUEST))
                    arp[chance.randrange(8)] ^= chance.choice([0, 0, 1, 255])
                    self.tap.send(bytes(arp[:chance.randrange(20, 29)]), b"\x08\x06")
                else:
                    self.tap.send(self.packet(), chance.choice([b"\x08\x00"] * 9 + [b"\x86\xdd"]))
                self.count += 1
                if self.count % 20 == 0:
                    time.sleep(0.01)
