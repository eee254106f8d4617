"""Refuses what the Messages API refuses, with the status and the kind of error that it gives."""

from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

from tests.anthropic_server.models import MODELS, Limits
from tests.anthropic_server.schemas import check_schema
from tests.anthropic_server.values import KEY, Body, RefusedError

VERSIONS = {"2026-10-21"}
BYTES_MAX = 32 * 2**20
FIELDS = {
    "model", "max_tokens", "messages", "system", "tools", "tool_choice", "thinking", "output_config", "cache_control", "stop_sequences", "stream",
    "metadata", "service_tier", "container", "diagnostics", "inference_geo", "speed",
}  # fmt: skip
BLOCKS = {
    "user": {"text": {"text", "cache_control", "citations"}},
    "assistant": {"text": {"text", "cache_control", "citations"}, "thinking": {"thinking", "signature"}, "redacted_thinking": {"data"}},
}


def check_headers(headers: Mapping[str, str]) -> None:
    """Who asks, and in which version of the API."""
    key = headers.get("x-api-key") or headers.get("authorization", "").removeprefix("Bearer ")
    if key != KEY:
        raise RefusedError(401, "authentication_error", "invalid x-api-key")
    if headers.get("anthropic-version") not in VERSIONS:
        raise RefusedError(400, "invalid_request_error", f"anthropic-version: {headers.get('anthropic-version')} is not a valid version")
    if not headers.get("content-type", "").startswith("application/json"):
        refuse("content-type: expected application/json")


def check_size(raw: bytes) -> None:
    """How much one request may be."""
    if len(raw) > BYTES_MAX:
        raise RefusedError(413, "request_too_large", "Request exceeds the maximum size")


def check_body(body: Body, *, batched: bool = False, paused: bool = False) -> None:
    """A whole request for one message; only a turn that was paused may stand last for the assistant to go on with."""
    for field in body:
        if field not in FIELDS or (batched and field == "stream"):
            refuse(f"{field}: Extra inputs are not permitted")
    if not isinstance(body.get("model"), str):
        refuse("model: Field required")
    if body["model"] not in MODELS:
        raise RefusedError(404, "not_found_error", f"model: {body['model']}")
    limits = MODELS[body["model"]]
    tokens = body.get("max_tokens")
    if not isinstance(tokens, int) or isinstance(tokens, bool) or tokens < 1:
        refuse("max_tokens: Input should be greater than or equal to 1")
    if tokens > limits.output:
        refuse(f"max_tokens: {tokens} > {limits.output}, which is the maximum allowed number of output tokens for {body['model']}")
    _check_system(body.get("system"))
    _check_messages(body.get("messages"), paused=paused)
    _check_breakpoints(body)
    _check_words(body, limits)


def refuse(message: str) -> NoReturn:
    """An invalid request."""
    raise RefusedError(400, "invalid_request_error", message)


def blocks_of(body: Body) -> Iterator[dict[str, Any]]:
    """All content blocks in the order in which the model reads them."""
    system = body.get("system") or []
    yield from [{"type": "text", "text": system}] if isinstance(system, str) else system
    for message in body["messages"]:
        content = message["content"]
        yield from [{"type": "text", "text": content}] if isinstance(content, str) else content


def _check_system(system: object) -> None:
    if system is None or (isinstance(system, str) and system):
        return
    if not isinstance(system, list):
        refuse("system: Input should be a valid list")
    for number, block in enumerate(system):
        if not isinstance(block, dict) or block.get("type") != "text" or set(block) - {"type", "text", "cache_control", "citations"}:
            refuse(f"system.{number}: Input should be a text block")
        if not block.get("text"):
            refuse(f"system.{number}: text content blocks must be non-empty")


def _check_messages(messages: object, *, paused: bool) -> None:
    if not isinstance(messages, list) or not messages:
        refuse("messages: at least one message is required")
    for number, message in enumerate(messages):
        if not isinstance(message, dict) or set(message) != {"role", "content"} or message["role"] not in BLOCKS:
            refuse(f"messages.{number}: expected a role of user or assistant, and content")
        if message["role"] != ("user", "assistant")[number % 2]:
            refuse(f"messages.{number}: sides take turns, the user first")  # the API joins turns of one side; nobody here needs that
        _check_content(message["content"], message["role"], f"messages.{number}.content")
    if messages[-1]["role"] == "assistant" and not paused:
        refuse("This model does not support assistant message prefill. The conversation must end with a user message.")


def _check_content(content: object, role: str, where: str) -> None:
    if isinstance(content, str) and content:
        return
    if not isinstance(content, list) or not content:
        refuse(f"{where}: content must be non-empty")
    for number, block in enumerate(content):
        kind = block.get("type") if isinstance(block, dict) else None
        if kind not in BLOCKS[role]:
            refuse(f"{where}.{number}: Input tag {kind!r} is not one of those expected: {', '.join(BLOCKS[role])}")
        for extra in set(block) - BLOCKS[role][kind] - {"type"}:
            refuse(f"{where}.{number}.{kind}.{extra}: Extra inputs are not permitted")
        if kind == "text" and not (isinstance(block.get("text"), str) and block["text"].strip()):
            refuse(f"{where}.{number}: text content blocks must contain non-whitespace text")
        if role == "user" and block.get("citations"):
            refuse(f"{where}.{number}.citations: Extra inputs are not permitted")


def _check_breakpoints(body: Body) -> None:
    marks = [block["cache_control"] for block in blocks_of(body) if block.get("cache_control") is not None]
    marks += [body["cache_control"]] if body.get("cache_control") else []
    if len(marks) > 4:
        refuse(f"A maximum of 4 blocks with cache_control may be provided. Found {len(marks)}.")
    lasting = [mark.get("ttl", "5m") for mark in marks]
    for mark, ttl in zip(marks, lasting, strict=True):
        if mark.get("type") != "ephemeral" or ttl not in ("5m", "1h") or set(mark) - {"type", "ttl"}:
            refuse(f"cache_control: unexpected value {mark}")
    if sorted(lasting) != lasting:
        refuse("cache_control: a ttl='1h' block must not come after a ttl='5m' block")


def _check_words(body: Body, limits: Limits) -> None:
    """Settings that differ from model to model."""
    config = body.get("output_config") or {}
    if set(config) - {"effort", "format", "task_budget"}:
        refuse("output_config: Extra inputs are not permitted")
    if "effort" in config and config["effort"] not in limits.effort:
        refuse(f"output_config.effort: {config['effort']} is not supported for this model")
    if (form := config.get("format")) is not None:
        if set(form) != {"type", "schema"} or form["type"] != "json_schema":
            refuse("output_config.format: expected type json_schema and a schema")
        check_schema(form["schema"])
    thinking = (body.get("thinking") or {}).get("type")
    if thinking is not None and thinking not in limits.thinking:
        refuse(f"thinking.type: {thinking} is not supported for this model")
    if (body.get("tool_choice") or {}).get("type") in ("any", "tool") and not limits.forced_tools:
        refuse('tool_choice: type "tool" and "any" are not supported for this model.')
