"""Attack: connect to a Unix socket that has an abstract name."""

import json
import os
import socket
from pathlib import Path

TARGETS = json.loads(Path(os.environ["INPUT"], "targets.json").read_bytes())

with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
    client.settimeout(3)
    client.connect("\0" + TARGETS["unix_abstract"])
    assert client.recv(100)
Path(os.environ["OUTPUT"]).write_text("got", encoding="utf-8")
