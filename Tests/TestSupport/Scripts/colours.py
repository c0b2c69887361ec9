"""Tells the commonest colours of a PNG of 8 bits a channel, as browsers write it, in hex."""
import collections
import struct
import sys
import zlib

data = open(sys.argv[1], "rb").read()
assert data[:8] == b"\x89PNG\r\n\x1a\n", "no PNG"
place, packed = 8, b""
while place < len(data):
    length, kind = struct.unpack(">I4s", data[place:place + 8])
    body = data[place + 8:place + 8 + length]
    if kind == b"IHDR":
        width, height, depth, colour = struct.unpack(">IIBB", body[:10])
    elif kind == b"IDAT":
        packed += body
    place += 12 + length
assert depth == 8 and colour in (2, 6), "another form of PNG"
size = 3 if colour == 2 else 4
rows, row = zlib.decompress(packed), bytearray(width * size)
colours = collections.Counter()
for y in range(height):
    start = y * (width * size + 1)
    kind, line = rows[start], bytearray(rows[start + 1:start + 1 + width * size])
    for i in range(len(line)):
        left = line[i - size] if i >= size else 0
        up = row[i]
        corner = row[i - size] if i >= size else 0
        if kind == 1:
            line[i] = (line[i] + left) & 255
        elif kind == 2:
            line[i] = (line[i] + up) & 255
        elif kind == 3:
            line[i] = (line[i] + (left + up) // 2) & 255
        elif kind == 4:
            p = left + up - corner
            a, b, c = abs(p - left), abs(p - up), abs(p - corner)
            line[i] = (line[i] + (left if a <= b and a <= c else up if b <= c else corner)) & 255
    row = line
    colours.update(bytes(line[i:i + size]) for i in range(0, len(line), size))
print("\n".join(colour[:3].hex() for colour, _ in colours.most_common(64)))
