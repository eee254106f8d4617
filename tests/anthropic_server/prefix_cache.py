"""The prompt cache as the API describes it: whole prefixes up to a breakpoint, for some time, and readable once a first reply has begun."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

from tests.anthropic_server.models import MODELS
from tests.anthropic_server.validating import blocks_of
from tests.anthropic_server.values import Body

LOOK_BACK = 20  # blocks before a breakpoint
SECONDS = {"5m": 300.0, "1h": 3600.0}


def tokens_of(block: dict[str, Any]) -> int:
    """Tokens of one block: a fourth of its bytes."""
    return -(-len(json.dumps(block.get("text") or block.get("thinking") or "", ensure_ascii=False).encode()) // 4)


@dataclass(kw_only=True)
class Reading:
    """What one request takes from the cache, and what it will put there when its reply begins."""

    usage: dict[str, Any]
    entries: dict[str, float]  # prefix, seconds that it lives
    started: float


@dataclass(kw_only=True)
class PrefixCache:
    """All prefixes, each with the time until which it can be read."""

    now: Callable[[], float]
    live_until: dict[str, float] = field(default_factory=dict)

    def read(self, body: Body) -> Reading:
        """Look a request up, longest prefix first."""
        blocks = list(blocks_of(body))
        prefixes, ends = _prefixes(body, blocks), list(accumulate(map(tokens_of, blocks)))
        marks = {number: block["cache_control"].get("ttl", "5m") for number, block in enumerate(blocks) if block.get("cache_control")}
        marks = {number: ttl for number, ttl in marks.items() if ends[number] >= MODELS[body["model"]].cache_tokens_min}
        now = self.now()
        hits = [place for mark in marks for place in range(mark, max(-1, mark - LOOK_BACK), -1) if self.live_until.get(prefixes[place], 0.0) > now]
        read_to = max(hits, default=-1)
        written = dict.fromkeys(SECONDS, 0)
        begin = ends[read_to] if read_to >= 0 else 0
        cached, end = begin, begin
        for mark, ttl in marks.items():
            if mark > read_to:
                written[ttl] += ends[mark] - end
                end = ends[mark]
        usage = {
            "input_tokens": ends[-1] - end,
            "cache_read_input_tokens": cached,
            "cache_creation_input_tokens": sum(written.values()),
            "cache_creation": {"ephemeral_5m_input_tokens": written["5m"], "ephemeral_1h_input_tokens": written["1h"]},
        }
        return Reading(usage=usage, entries={prefixes[mark]: SECONDS[ttl] for mark, ttl in marks.items()}, started=now)

    def begin(self, reading: Reading) -> None:
        """The reply begins: from now on its prefixes can be read; time counts from the request's start."""
        for prefix, seconds in reading.entries.items():
            self.live_until[prefix] = max(self.live_until.get(prefix, 0.0), reading.started + seconds)


def _prefixes(body: Body, blocks: list[dict[str, Any]]) -> list[str]:
    """A name for the prefix that ends with each block. Model and form of the reply are part of it."""
    config = body.get("output_config") or {}
    whole = hashlib.sha256(json.dumps([body["model"], body.get("tools"), config.get("format")], sort_keys=True).encode())
    system = len(body["system"]) if isinstance(body.get("system"), list) else int(bool(body.get("system")))
    names = []
    for number, block in enumerate(blocks):
        if number == system:
            whole.update(json.dumps([config.get("effort"), body.get("thinking")]).encode())
        whole.update(json.dumps({key: value for key, value in block.items() if key != "cache_control"}, sort_keys=True).encode())
        names.append(whole.hexdigest())
    return names
