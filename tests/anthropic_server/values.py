"""What tests tell the server to do: what Claude says, and what goes wrong on the way."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Body = dict[str, Any]
KEY = "a-key-of-these-tests"


@dataclass(frozen=True, kw_only=True)
class Said:
    """One reply of the scripted Claude."""

    text: str | None
    stop: str = "end_turn"
    category: str | None = None  # of a refusal
    thinks: bool = True  # whether a thinking block with an empty text stands first, as real replies may have it


Script = Callable[[Body], Said]


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What goes wrong with one call. One of its kinds is set."""

    status: int | None = None  # answer with this status
    kind: str = "api_error"  # the type in the error's body
    message: str = "a fault of the test"
    headers: dict[str, str] = field(default_factory=dict)
    reset: bool = False  # close the connection before any answer
    cut_after: int | None = None  # close it after so many events of the stream
    error_after: int | None = None  # send an error event after so many events
    drip_s: float = 0.0  # wait so long before every event
    body: bytes | None = None  # answer with these bytes, and status 200
    garbage_after: int | None = None  # send an event that is no JSON after so many events


@dataclass(frozen=True, kw_only=True)
class Seen:
    """One request that reached the server."""

    path: str
    headers: dict[str, str]
    body: Body
    status: int
    usage: dict[str, Any] | None = None


class RefusedError(Exception):
    """The request is not one that the API takes."""

    def __init__(self, status: int, kind: str, message: str) -> None:
        """Keep what the answer will hold."""
        super().__init__(message)
        self.status = status
        self.kind = kind
        self.message = message


def last_text(body: Body) -> str:
    """All text of the last user turn."""
    content = body["messages"][-1]["content"]
    return content if isinstance(content, str) else "\n".join(block.get("text", "") for block in content)
