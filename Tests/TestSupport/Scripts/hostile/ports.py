"""Clients that are back at the same port while the image still waits for what the wire may hold of the
connection before: the next one begins at once, but not with a SYN that has been there before."""
import errno, socket, struct, time
import frames, wire

PORT = 40000
TOTAL_RETRANSMISSIONS = 100  # the place in Linux's struct tcp_info
TIME_WAIT = 2  # seconds; what is to be seen within has to be
SYN, ACK, FIN_ACK, SYN_ACK = 0x02, 0x10, 0x11, 0x12
REQUEST = b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"


def ask(image):
    """One request from one port of ours, to the end of the connection, which the image closes; how often
    its SYN had to be sent again."""
    raw = socket.socket()
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    raw.settimeout(wire.PATIENCE)
    raw.bind((wire.GOOD, PORT))
    with raw as client:
        deadline = time.monotonic() + wire.PATIENCE
        while error := client.connect_ex((wire.GUEST, image.port)):
            # The image has yet to acknowledge the end of the connection before.
            if error != errno.EADDRNOTAVAIL or time.monotonic() > deadline:
                raise OSError(error, "connect")
            time.sleep(0.001)
        info = client.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 256)
        client.sendall(REQUEST)
        received = b""
        while piece := client.recv(65536):
            received += piece
    if not received.startswith(b"HTTP/1.1 200 OK\r\n"):
        raise SystemExit(f"answered {received[:100]!r}")
    return struct.unpack_from("=I", info, TOTAL_RETRANSMISSIONS)[0]


def refuse_old(image, tap, port):
    """A SYN that comes late, from before the connection that is over, begins none; false when that took
    too long to be seen."""
    source = socket.inet_aton("198.18.255.1")
    number = 1 << 30

    def send(at, acknowledged, flags, payload=b""):
        numbers = (at, acknowledged)
        tap.send(frames.segment(source, (port, image.port), numbers, flags, payload=payload))

    send(number, 0, SYN)
    said = tap.answer(port, lambda flags, _: flags == SYN_ACK)[1]
    begin = time.monotonic()
    send(number + 1, said + 1, 0x18, REQUEST)
    flags, at, payload = tap.answer(port, lambda flags, _: flags & 1)
    acknowledged, end = at + len(payload) + 1, number + 1 + len(REQUEST)
    send(end, acknowledged, FIN_ACK)
    answers = [tap.answer(port, lambda flags, _: flags == ACK)]
    for old in [number, end - 1]:
        send(old, 0, SYN)
        answers.append(tap.answer(port, lambda flags, _: flags != FIN_ACK))
    send(end + 1, 0, SYN)
    flags = tap.answer(port, lambda flags, _: flags != ACK)[0]
    if time.monotonic() - begin > TIME_WAIT / 2:
        return False
    if any(answer[:2] != (ACK, acknowledged) for answer in answers):
        raise SystemExit(f"old SYNs were answered by {answers}")
    if flags != SYN_ACK:
        raise SystemExit(f"a new SYN was answered by flags {flags:#x}")
    print("old ones refused", flush=True)
    return True


def main():
    print("seed none", flush=True)
    wire.tap()
    image = wire.Image(wire.arguments())
    again = [ask(image) for _ in range(20)]
    print(f"{len(again)} connections from one port, {sum(again)} SYNs sent again", flush=True)
    if any(again):
        raise SystemExit("a client had to try again")
    tap = frames.Tap("tap0", kind=3)
    with tap.socket:
        if not any(refuse_old(image, tap, PORT + number) for number in range(1, 11)):
            raise SystemExit("this machine is too slow to see what old SYNs are answered by")
    image.check()
    image.end()


main()
