"""A Claude on the loopback, and an author that talks to it by the real SDK."""

from collections.abc import AsyncIterator, Callable, Iterator
from typing import Protocol

import pytest

from haste.llm import claude
from haste.llm.claude import ClaudeAuthor
from haste.llm.claude_limits import CallLimits
from tests.anthropic_server.server import AnthropicServer
from tests.anthropic_server.values import KEY, Script

QUICK = CallLimits(retries=2, retry_after_max_s=0.02, silence_s=5.0, call_s=5.0, pause_s=0.01)


class TurnedClock:
    """Seconds that a test turns by hand."""

    def __init__(self) -> None:
        """Begin somewhere."""
        self.now_s = 1000.0

    def __call__(self) -> float:
        """The time."""
        return self.now_s


class Open(Protocol):
    """Opens an author."""

    def __call__(self, spec: str = "claude-sonnet-5-5", limits: CallLimits = QUICK) -> ClaudeAuthor:
        """The author of a spec."""


@pytest.fixture
def clock_s() -> TurnedClock:
    return TurnedClock()


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch, clock_s: TurnedClock) -> Iterator[Callable[[Script], AnthropicServer]]:
    """Starts a server that says what a script says, and points the SDK to it."""
    servers: list[AnthropicServer] = []

    def start(script: Script) -> AnthropicServer:
        server = AnthropicServer(script=script, now=clock_s)
        servers.append(server)
        monkeypatch.setenv("ANTHROPIC_BASE_URL", server.url)
        monkeypatch.setenv("ANTHROPIC_API_KEY", KEY)
        return server

    yield start
    for server in servers:
        server.close()


@pytest.fixture
async def open_author() -> AsyncIterator[Open]:
    """Opens authors, and closes them at the end."""
    opened: list[ClaudeAuthor] = []

    def open_one(spec: str = "claude-sonnet-5-5", limits: CallLimits = QUICK) -> ClaudeAuthor:
        opened.append(claude.open_language_model(spec, limits=limits))
        return opened[-1]

    yield open_one
    for author in opened:
        await author.close()
