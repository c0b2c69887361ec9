"""Asks a guest on several taps, each on its own: frames.py COUNT MONITOR [ARGUMENT]...

Run in a network namespace of its own. Each tap gets one frame, the last one first, and must give one
back that has the tap's number and MAC address; no other tap may give anything.
"""
import select
import socket
import subprocess
import sys

TYPE = 0x88B5
count, command = int(sys.argv[1]), sys.argv[2:]
for number in range(count):
    subprocess.run(["ip", "tuntap", "add", "dev", f"tap{number}", "mode", "tap"], check=True)
    subprocess.run(["ip", "link", "set", f"tap{number}", "up"], check=True)
monitor = subprocess.Popen(command, stdout=subprocess.PIPE)
assert b"ready" in monitor.stdout.readline(), "the guest is not ready"
taps = []
for number in range(count):
    tap = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(TYPE))
    tap.bind((f"tap{number}", TYPE))
    taps.append(tap)
own = bytes([6, 0, 0, 0, 0, 1])
for number in reversed(range(count)):
    mac = bytes([2, 0, 0, 0, 0, number])
    taps[number].send(mac + own + TYPE.to_bytes(2, "big") + bytes([number]) + bytes(45))
    ready, _, _ = select.select(taps, [], [], 60)
    assert ready == [taps[number]], f"tap {number}: {len(ready)} have something to say"
    frame = taps[number].recv(2048)
    assert frame[:12] == own + mac, f"tap {number}: {frame[:12].hex()}"
    assert frame[14:16] == bytes([number, number + 1]), f"tap {number}: {frame[14:16].hex()}"
assert monitor.wait(60) == 0, f"the monitor ended with {monitor.returncode}"
