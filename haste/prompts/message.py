"""A conversation as the Messages API takes it: text blocks of the system, and turns of user and assistant."""

from collections.abc import Iterable
from typing import Any, TypeAlias

import msgspec

Content: TypeAlias = dict[str, Any]  # one content block; those of the assistant go back as they came, signatures too

_encoder = msgspec.json.Encoder(order="sorted")


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """One turn."""

    role: str  # "user" or "assistant"
    content: tuple[Content, ...]


class Prompt(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that the model reads."""

    system: tuple[str, ...]  # frozen: equal for all calls of a run, and but for the competition's own skills of its domain
    messages: tuple[Message, ...]


def said(text: str) -> Content:
    """A block of plain text."""
    return {"text": text, "type": "text"}


def extended(messages: Iterable[Message], turn: Message) -> tuple[Message, ...]:
    """The conversation with one more turn; two turns of one side become one, so that sides take turns.

    >>> hello = Message(role="user", content=(said("hello"),))
    >>> len(extended([hello], hello)), len(extended([hello], hello)[0].content)
    (1, 2)
    """
    known = tuple(messages)
    if not known or known[-1].role != turn.role:
        return (*known, turn)
    return (*known[:-1], Message(role=turn.role, content=(*known[-1].content, *turn.content)))


def prompt_bytes(prompt: Prompt) -> bytes:
    """The prompt as one text, in the order in which the model reads it: what a cache compares byte for byte.

    Where a second prompt goes on from a first one, the first one's bytes are a prefix of the second one's.
    """
    parts = [b"system\n" + _encoder.encode(text) + b"\n" for text in prompt.system]
    parts += [message.role.encode() + b"\n" + _encoder.encode(block) + b"\n" for message in prompt.messages for block in message.content]
    return b"".join(parts)
