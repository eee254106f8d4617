"""Attack: connect to a Unix socket that has a path."""

import json
import os
import socket
from pathlib import Path

TARGETS = json.loads(Path(os.environ["INPUT"], "targets.json").read_bytes())

with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
    client.settimeout(3)
    client.connect(TARGETS["unix_path"])
    assert client.recv(100)
Path(os.environ["OUTPUT"]).write_text("got", encoding="utf-8")
