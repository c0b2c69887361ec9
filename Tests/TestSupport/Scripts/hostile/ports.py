"""Clients that are back at the same port while the image still waits for what the wire may hold of the
connection before: the next one begins at once, but not with a SYN that has been there before."""
import errno, socket, struct, time
import frames, wire

PORT = 40000
TOTAL_RETRANSMISSIONS = 100  # the place in Linux's struct tcp_info


def ask(image, port):
    """One request from a port of ours, to the end of the connection, which the image closes; how often
    something had to be sent again."""
    raw = socket.socket()
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    raw.settimeout(wire.PATIENCE)
    raw.bind((wire.GOOD, port))
    with raw as client:
        deadline = time.monotonic() + wire.PATIENCE
        while error := client.connect_ex((wire.GUEST, image.port)):
            # The image has yet to acknowledge the end of the connection before.
            if error != errno.EADDRNOTAVAIL or time.monotonic() > deadline:
                raise OSError(error, "connect")
            time.sleep(0.001)
        client.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        received = b""
        while piece := client.recv(65536):
            received += piece
        info = client.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 256)
    if not received.startswith(b"HTTP/1.1 200 OK\r\n"):
        raise SystemExit(f"answered {received[:100]!r}")
    return struct.unpack_from("=I", info, TOTAL_RETRANSMISSIONS)[0]


def refuse_old(image, tap):
    """A SYN that comes late, from before the connection that is over, begins none."""
    source = socket.inet_aton("198.18.255.1")
    number = 1 << 30
    tap.send(frames.segment(source, (PORT, image.port), (number, 0), 2))
    said = tap.answer(PORT)[1]
    request = b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    tap.send(frames.segment(source, (PORT, image.port), (number + 1, said + 1), 0x18, payload=request))
    end = number + 1 + len(request)
    acknowledged = said + 1
    while True:
        flags, at, payload = tap.answer(PORT)
        if at == acknowledged:
            acknowledged += len(payload) + (flags & 1)
        if flags & 1 and acknowledged == at + len(payload) + 1:
            break
    tap.send(frames.segment(source, (PORT, image.port), (end, acknowledged), 0x11))
    tap.answer(PORT)
    for old in [number, end - 1]:
        tap.send(frames.segment(source, (PORT, image.port), (old, 0), 2))
        flags, at, _ = tap.answer(PORT)
        if flags != 0x10 or at != acknowledged:
            raise SystemExit(f"an old SYN was answered by flags {flags:#x}")
    tap.send(frames.segment(source, (PORT, image.port), (end + 1, 0), 2))
    if tap.answer(PORT)[0] != 0x12:
        raise SystemExit("a new SYN begins nothing")
    print("old ones refused", flush=True)


def main():
    print("seed none", flush=True)
    wire.tap()
    image = wire.Image(wire.arguments())
    again = [ask(image, PORT) for _ in range(20)]
    print(f"{len(again)} connections from one port, {sum(again)} packets sent again", flush=True)
    if any(again):
        raise SystemExit("a client had to send something again")
    tap = frames.Tap("tap0", kind=3)
    with tap.socket:
        refuse_old(image, tap)
    image.check()
    image.end()


main()
