"""Whole replies and their streams, and the signatures that bind a thinking block to everything before it."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from tests.anthropic_server.models import MODELS
from tests.anthropic_server.prefix_cache import tokens_of
from tests.anthropic_server.validating import refuse
from tests.anthropic_server.values import Body, Said

DELTA_CHARACTERS = 400


def check_thinking(body: Body) -> None:
    """Refuse thinking blocks that stand after something else than what they came after."""
    if not MODELS[body["model"]].binds_thinking:
        return
    for number, message in enumerate(body["messages"]):
        for block in message["content"] if isinstance(message["content"], list) else ():
            if block["type"] == "thinking" and block["signature"] != signature(body, number):
                refuse(f"messages.{number}: thinking block is bound to a different conversation")


def signature(body: Body, messages: int) -> str:
    """What a thinking block is signed with that comes after so many messages."""
    before = json.dumps([body.get("system"), body["messages"][:messages]], sort_keys=True)
    stripped = json.dumps(_without_marks(json.loads(before)), sort_keys=True)
    return hashlib.sha256(stripped.encode()).hexdigest()


def message(body: Body, said: Said, usage: dict[str, Any], *, number: int) -> dict[str, Any]:
    """The reply as one object."""
    content: list[dict[str, Any]] = []
    if said.thinks and said.text:
        content.append({"type": "thinking", "thinking": "", "signature": signature(body, len(body["messages"]))})
    if said.text:
        content.append({"type": "text", "text": said.text})
    details = {"type": "refusal", "category": said.category, "explanation": None} if said.stop == "refusal" else None
    return {
        "id": f"msg_{number:04d}",
        "type": "message",
        "role": "assistant",
        "model": body["model"],
        "content": content,
        "stop_reason": said.stop,
        "stop_sequence": None,
        "stop_details": details,
        "usage": usage | {"output_tokens": sum(map(tokens_of, content)) or 1},
    }


def events(reply: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The same reply as the events of a stream."""
    begun = reply | {"content": [], "stop_reason": None, "stop_details": None, "usage": reply["usage"] | {"output_tokens": 1}}
    yield {"type": "message_start", "message": begun}
    yield {"type": "ping"}
    for index, block in enumerate(reply["content"]):
        empty = block | ({"text": ""} if block["type"] == "text" else {"signature": ""})
        yield {"type": "content_block_start", "index": index, "content_block": empty}
        for delta in _deltas(block):
            yield {"type": "content_block_delta", "index": index, "delta": delta}
        yield {"type": "content_block_stop", "index": index}
    ended = {"stop_reason": reply["stop_reason"], "stop_sequence": None, "stop_details": reply["stop_details"]}
    yield {"type": "message_delta", "delta": ended, "usage": {"output_tokens": reply["usage"]["output_tokens"]}}
    yield {"type": "message_stop"}


def _deltas(block: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if block["type"] == "thinking":
        yield {"type": "signature_delta", "signature": block["signature"]}
        return
    for start in range(0, len(block["text"]), DELTA_CHARACTERS):
        yield {"type": "text_delta", "text": block["text"][start : start + DELTA_CHARACTERS]}


def _without_marks(node: Any) -> Any:  # noqa: ANN401 - JSON is any of its types
    if isinstance(node, dict):
        return {key: _without_marks(value) for key, value in node.items() if key != "cache_control"}
    return [_without_marks(item) for item in node] if isinstance(node, list) else node
