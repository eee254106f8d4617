"""Attack: connect to a server on the host's loopback."""

import json
import os
import socket
from pathlib import Path

TARGETS = json.loads(Path(os.environ["INPUT"], "targets.json").read_bytes())

with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as client:
    client.settimeout(3)
    client.connect(("127.0.0.1", TARGETS["tcp_port"]))
    assert client.recv(100)
Path(os.environ["OUTPUT"]).write_text("got", encoding="utf-8")
