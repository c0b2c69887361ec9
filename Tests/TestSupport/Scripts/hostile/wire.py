"""An image on a tap, in the network namespace that `unshare -rn` gave this process.

The image has 10.0.2.15. Good clients come from 10.0.2.3; attackers from 10.0.2.100 to .227, so that
rate-limit's bucket for one of them is not everybody's."""
import atexit, os, random, signal, socket, ssl, subprocess, sys, threading, time

GUEST = "10.0.2.15"
GOOD = "10.0.2.3"
ATTACKERS = [f"10.0.2.{i}" for i in range(100, 228)]
os.environ["PATH"] = os.environ.get("PATH", "/usr/bin") + ":/usr/sbin:/sbin"  # ip, sysctl
PATIENCE = 60  # seconds; what takes longer hangs


def sh(command):
    subprocess.run(command, shell=True, check=True, timeout=PATIENCE)


class Image:
    """A booted image, and how to ask it something."""

    def __init__(self, arguments, tap="tap0"):
        self.port = int(arguments["port"])
        self.is_tls = "secrets" in arguments
        self.console = arguments["console"]
        # As if another toolchain had linked it: the monitor would keep most of what attacks it out.
        image = open(arguments["image"], "rb").read()
        with open(arguments["image"], "wb") as bare:
            bare.write(image.replace(b"Merlon\0\0", b"Nobody\0\0"))
        command = [arguments["monitor"], "--mem=48", f"--net:service={tap}"]
        if self.is_tls:
            command.append("--block-readonly:secrets=" + arguments["secrets"])
        with open(self.console, "wb") as console:
            self.process = subprocess.Popen(command + ["--", arguments["image"]],
                                            stdout=console, stderr=subprocess.STDOUT)
        atexit.register(self.process.kill)  # also when an attack fails
        self.context = ssl.create_default_context(cafile=arguments.get("authority"))
        deadline = time.monotonic() + PATIENCE
        while "listening on port" not in open(self.console, errors="replace").read():
            self.check()
            if time.monotonic() > deadline:
                raise SystemExit("the image does not listen")
            time.sleep(0.02)

    def check(self):
        if self.process.poll() is not None:
            tail = open(self.console, errors="replace").read()[-2000:]
            raise SystemExit(f"the image has ended with {self.process.returncode}: {tail}")

    def memory(self):
        """Its resident memory in KiB."""
        for line in open(f"/proc/{self.process.pid}/status"):
            if line.startswith("VmRSS:"):
                return int(line.split()[1])
        raise SystemExit("no VmRSS")

    def connect(self, source=GOOD, timeout=PATIENCE, wrap=True):
        raw = socket.create_connection((GUEST, self.port), timeout, (source, 0))
        if self.is_tls and wrap:
            return self.context.wrap_socket(raw, server_hostname="web.example")
        return raw

    def ask(self, path="/", source=GOOD, fields="", timeout=PATIENCE):
        """One request on a connection of its own: its status and body."""
        with self.connect(source, timeout) as client:
            client.sendall(f"GET {path} HTTP/1.1\r\nHost: web.example\r\n{fields}"
                           "Connection: close\r\n\r\n".encode())
            received = b""
            while piece := client.recv(65536):
                received += piece
        head, _, body = received.partition(b"\r\n\r\n")
        length = [line for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
        if length and len(body) != int(length[0].split(b":")[1]):
            raise OSError(f"{len(body)} bytes of a body, after {head!r}")
        return int(head.split()[1]), body

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(PATIENCE)


class GoodClient(threading.Thread):
    """Asks again and again, and keeps what was not answered as it should."""

    def __init__(self, image, pause=0.5, **request):
        super().__init__(daemon=True)
        self.image, self.pause, self.request = image, pause, request
        self.served, self.slowest, self.complaints, self.over = 0, 0.0, [], threading.Event()

    def run(self):
        while True:
            begin = time.monotonic()
            try:
                status, _ = self.image.ask(**self.request)
                if status == 200:
                    self.served += 1
                else:
                    self.complaints.append(f"status {status}")
            except OSError as error:
                self.complaints.append(repr(error))
            self.slowest = max(self.slowest, time.monotonic() - begin)
            if self.over.wait(self.pause):
                return

    def end(self):
        """Its report; fails when somebody was not served."""
        self.over.set()
        self.join(2 * PATIENCE)
        print(f"good client: {self.served} served, {len(self.complaints)} not; "
              f"slowest {self.slowest:.2f} s", flush=True)
        if self.complaints or self.served == 0:
            raise SystemExit(f"a good client was not served: {self.complaints[:5]}")


def tap(name="tap0"):
    """A tap that this namespace's clients reach the image through."""
    sh(f"ip tuntap add dev {name} mode tap && ip link set {name} up")
    address(name)


def address(name):
    sh("ip link set lo up; sysctl -qw net.ipv4.ip_local_port_range='1024 65535'")
    for at in ["10.0.2.2", GOOD] + ATTACKERS:
        sh(f"ip address add {at}/24 dev {name}")


def generator():
    seed = int(os.environ.get("MERLON_TEST_SEED") or random.SystemRandom().randrange(1 << 32))
    print(f"seed {seed}", flush=True)
    return random.Random(seed)


def arguments():
    """NAME=VALUE, each."""
    return dict(word.split("=", 1) for word in sys.argv[1:])
