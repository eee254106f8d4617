"""Message batches: taken at once, ended after a few looks, results in another order than they were asked for."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.anthropic_server.validating import refuse
from tests.anthropic_server.values import Body, RefusedError

NAME = re.compile(r"[a-zA-Z0-9_-]{1,64}")
LOOKS = 2  # until a batch has ended


@dataclass
class Batch:
    """One batch."""

    id: str
    lines: list[dict[str, Any]]
    looks: int = 0

    def looked_at(self, url: str) -> dict[str, Any]:
        """Where it stands, one look later."""
        self.looks += 1
        return self.described(url)

    def described(self, url: str) -> dict[str, Any]:
        """Where it stands."""
        ended = self.looks >= LOOKS
        count = len(self.lines)
        succeeded = sum(line["result"]["type"] == "succeeded" for line in self.lines)
        counts = {"processing": 0 if ended else count, "succeeded": succeeded * ended, "errored": (count - succeeded) * ended}
        return {
            "id": self.id,
            "type": "message_batch",
            "processing_status": "ended" if ended else "in_progress",
            "request_counts": counts | {"canceled": 0, "expired": 0},
            "created_at": "2026-01-01T00:00:00Z",
            "expires_at": "2026-01-02T00:00:00Z",
            "ended_at": "2026-01-01T00:10:00Z" if ended else None,
            "archived_at": None,
            "cancel_initiated_at": None,
            "results_url": f"{url}/v1/messages/batches/{self.id}/results" if ended else None,
        }

    def results(self) -> str:
        """One line a request, the last one first."""
        return "".join(json.dumps(line) + "\n" for line in reversed(self.lines))


def submitted(body: Body, *, number: int, answer: Callable[[Body], dict[str, Any]]) -> Batch:
    """Take a batch: its items are checked only when they are processed."""
    items = body.get("requests")
    if set(body) != {"requests"} or not isinstance(items, list) or not items:
        refuse("requests: Field required")
    names = [item.get("custom_id", "") for item in items]
    if len(set(names)) != len(names) or not all(NAME.fullmatch(name) for name in names):
        refuse("requests: every custom_id has to be unique, of letters, digits, '_' and '-', at most 64")
    lines = []
    for item in items:
        try:
            result = {"type": "succeeded", "message": answer(item["params"])}
        except RefusedError as error:
            told = {"type": "error", "error": {"type": error.kind, "message": error.message}, "request_id": "req_1"}
            result = {"type": "errored", "error": told}
        lines.append({"custom_id": item["custom_id"], "result": result})
    return Batch(id=f"msgbatch_{number:04d}", lines=lines)
