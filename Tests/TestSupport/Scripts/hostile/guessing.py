"""Passwords guessed from several addresses at once: how many are tried is bounded, and neither who
has signed in, nor who does so for the first time, nor who need not notices."""
import base64, threading, time
import wire


def authorization(password, user="alice"):
    return "Authorization: Basic " + base64.b64encode(f"{user}:{password}".encode()).decode() + "\r\n"


class Guesser(threading.Thread):
    """Several guesses a connection, then another one."""

    def __init__(self, image, source, count):
        super().__init__(daemon=True)
        self.image, self.source, self.count = image, source, count
        self.statuses, self.over = {}, threading.Event()

    def run(self):
        number = 0
        while not self.over.is_set():
            try:
                with self.image.connect(self.source) as client:
                    for _ in range(self.count):
                        number += 1
                        client.sendall(("GET /admin/ HTTP/1.1\r\nHost: a\r\n"
                                        + authorization(f"guess{number}{self.source}") + "\r\n").encode())
                        answer = client.recv(65536)
                        if not answer:
                            break
                        status = int(answer[9:12])
                        self.statuses[status] = self.statuses.get(status, 0) + 1
            except OSError:
                pass


def main():
    wire.tap()
    image = wire.Image(wire.arguments())
    begin = time.monotonic()
    alice = authorization("right")
    assert image.ask("/admin/", fields=alice)[0] == 200
    before = image.memory()
    guessers = [Guesser(image, source, count)
                for source, count in zip(wire.ATTACKERS, [1, 3, 8, 20, 20, 20])]
    # Who has given the right password once is known on every connection, also to come.
    known = wire.GoodClient(image, pause=0.1, path="/admin/", fields=alice)
    anyone = wire.GoodClient(image, pause=0.1)
    for each in guessers + [known, anyone]:
        each.start()
    # Who comes for the first time gets in as soon as the guessers have used up what is theirs.
    bob = authorization("righter", user="bob")
    tries = 1
    while (status := image.ask("/admin/", fields=bob)[0]) != 200:
        if status != 429 or time.monotonic() - begin > wire.PATIENCE:
            raise SystemExit(f"bob is told {status} after {tries} tries")
        tries += 1
        time.sleep(1)
    time.sleep(8)
    for each in guessers:
        each.over.set()
    for each in guessers:
        each.join(wire.PATIENCE)
    seconds = time.monotonic() - begin
    known.end()
    anyone.end()
    statuses = {}
    for each in guessers:
        for status, count in each.statuses.items():
            statuses[status] = statuses.get(status, 0) + count
    print(f"guesses, by status: {statuses} in {seconds:.1f} s; bob in at try {tries}", flush=True)
    # Tried are those that are told 403: of each address four, and another one in ten seconds.
    tried = statuses.get(403, 0)
    allowed = len(guessers) * (4 + seconds // 10 + 1)
    if not 1 <= tried <= allowed or statuses.get(429, 0) < 1000 or 200 in statuses:
        raise SystemExit("more guesses than are allowed, or too few refused")
    assert image.ask("/admin/", fields=alice)[0] == 200
    if image.memory() > before + 1024:
        raise SystemExit(f"{before} KiB before, {image.memory()} after")
    image.check()
    image.end()


main()
