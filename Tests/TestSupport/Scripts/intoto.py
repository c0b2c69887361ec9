"""Verifies DSSE lines with securesystemslib and reads them with in-toto-attestation.

Arguments: a file of lines, and the public key in OpenSSH's form. Says what is wrong.
"""
import base64
import json
import sys

from google.protobuf import json_format
from in_toto_attestation.v1 import statement_pb2
from in_toto_attestation.v1.statement import Statement
from securesystemslib.dsse import Envelope
from securesystemslib.signer import SSlibKey

lines = [line for line in open(sys.argv[1], encoding="utf-8").read().split("\n") if line]
raw = base64.b64decode(sys.argv[2])[-32:]
if not lines:
    print("there are no lines")
for number, line in enumerate(lines):
    try:
        document = json.loads(line)
        keyid = document["signatures"][0]["keyid"]
        envelope = Envelope.from_dict(document)
        key = SSlibKey(keyid, "ed25519", "ed25519", {"public": raw.hex()})
        envelope.verify([key], 1)
        message = json_format.Parse(envelope.payload, statement_pb2.Statement())
        Statement.copy_from_pb(message).validate()
    except Exception as error:
        print(f"line {number}: {type(error).__name__}: {error}")
