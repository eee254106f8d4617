"""Where a prompt's cache breakpoints stand, for how long its prefixes are kept, and who may ask first."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import msgspec

from haste.prompts.forms import Form
from haste.prompts.letter import Letter
from haste.prompts.message import Content, Message, prompt_bytes
from haste.vocabulary.scales import Role

_PHASE_ROLES = frozenset({Role.PLAN, Role.DRAFT, Role.IMPROVE, Role.DEBUG, Role.MERGE, Role.SUMMARISE})
_LIVES_S = 300.0  # of a prefix that nobody reads


def marked(letter: Letter, messages: tuple[Message, ...], *, ttl: str) -> tuple[list[Content], list[dict[str, Any]]]:
    """System and messages with their breakpoints, four at most.

    They stand after the frozen beginning, after the competition card, after what the call before had sent, and at the end. A prompt that
    nobody goes on from has the first one only.
    """
    mark = {"type": "ephemeral", "ttl": ttl}
    system: list[Content] = [{"type": "text", "text": text} for text in letter.prompt.system]
    turns: list[dict[str, Any]] = [{"role": turn.role, "content": list(turn.content)} for turn in messages]
    if system:
        system[-1] = system[-1] | {"cache_control": mark}
    if letter.form is Form.CONTRIBUTION and letter.terms.role in _PHASE_ROLES:
        users = [number for number, turn in enumerate(messages) if turn.role == "user"]
        last = users[-2:-1] if letter.terms.role is Role.SUMMARISE else users[-2:]  # nothing goes on from a summary
        places = {(0, 0), *((number, len(messages[number].content) - 1) for number in last)}
        for number, block in places:
            turns[number]["content"][block] = turns[number]["content"][block] | {"cache_control": mark}
    return system, turns


class Pace:
    """How far apart the calls of a run are: prompts of a slow one are kept for an hour, which costs more to write.

    Args:
        now: Seconds on a clock.
        slow_gap_s: From here on a run is slow.
    """

    def __init__(self, now: Callable[[], float], *, slow_gap_s: float) -> None:
        self._now = now
        self._slow_gap_s = slow_gap_s
        self._last: dict[str, float] = {}
        self._slow: set[str] = set()

    def ttl(self, letter: Letter) -> str:
        """For how long the prefixes of this call are to be kept; the call counts as made now."""
        run, now = _named(letter, turns=1), self._now()
        if letter.terms.slow or now - self._last.get(run, now) > self._slow_gap_s:
            self._slow.add(run)
        self._last[run] = now
        return "1h" if run in self._slow else "5m"


class FirstAlone:
    """Lets one call of a frozen beginning go first: others can read it from the cache once its reply has begun, and wait until then.

    Args:
        now: Seconds on a clock.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._warm: dict[str, float] = {}
        self._opening: dict[str, asyncio.Event] = {}

    @asynccontextmanager
    async def turn(self, letter: Letter) -> AsyncIterator[Callable[[], None]]:
        """Wait for this call's turn. Whoever gets it says when its reply has begun; one that fails before leaves the turn to the next."""
        key = _named(letter, turns=0)
        while not self._is_warm(key) and (opening := self._opening.get(key)) is not None:
            await opening.wait()
        mine = asyncio.Event()
        if not self._is_warm(key):
            self._opening[key] = mine

        def begun() -> None:
            self._warm[key] = self._now()
            mine.set()

        try:
            yield begun
        finally:
            mine.set()
            if self._opening.get(key) is mine:
                del self._opening[key]

    def _is_warm(self, key: str) -> bool:
        return key in self._warm and self._now() - self._warm[key] < _LIVES_S


def _named(letter: Letter, *, turns: int) -> str:
    """A name for the beginning of a prompt: its frozen part, and the card where the first turn's first block counts too."""
    first = tuple(Message(role=turn.role, content=turn.content[:1]) for turn in letter.prompt.messages[:turns])
    cut = prompt_bytes(msgspec.structs.replace(letter.prompt, messages=first))
    return hashlib.sha256(f"{letter.voice.model} {letter.form}\n".encode() + cut).hexdigest()
