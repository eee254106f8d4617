"""Makes one call and brings its reply, made anew where a stream broke. Every attempt is a `Call` with what it cost."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

import anthropic
import httpx2
import msgspec
from anthropic import types

from haste.briefs.tokens import estimated_tokens
from haste.errors import AuthorError
from haste.llm import claude_client
from haste.llm.claude_caching import FirstAlone, Pace, marked
from haste.llm.claude_client import Client
from haste.llm.claude_errors import Failure, failure_of, reason_of
from haste.llm.claude_limits import CallLimits
from haste.llm.prices import Model
from haste.prompts.forms import schema
from haste.prompts.letter import Letter
from haste.prompts.message import Content, Message
from haste.vocabulary.brief import Call, Usage
from haste.vocabulary.scales import Reason, Status

Stream = Any  # the SDK's stream of one reply: its class is generic over a type that nobody here needs


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """How one call ended, with all attempts at it."""

    calls: tuple[Call, ...]  # the last one is that of the reply, if there is one
    reply: Message | None = None
    text: str = ""
    stop: str = ""
    category: str = ""  # of a refusal


class Caller:
    """Calls one model.

    Args:
        model: With its prices.
        connect: Makes the client, once, when it is first needed.
        limits: How patient it is.
        caching: Whether prompts carry cache breakpoints.
        now: Seconds on a clock.
    """

    def __init__(
        self, model: Model, connect: Callable[[], Client], *, limits: CallLimits, caching: bool = True, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._model = model
        self._connect = connect
        self._client: Client | None = None
        self._limits = limits
        self._caching = caching
        self._slots = asyncio.Semaphore(limits.concurrent)
        self._first = FirstAlone(now)
        self._pace = Pace(now, slow_gap_s=limits.slow_gap_s)

    async def call(self, letter: Letter, messages: tuple[Message, ...], *, tokens_max: int) -> Heard:
        """The reply to a letter, with these messages in place of its own.

        Raises:
            AuthorError: No call can succeed until a person has mended something, and this one has cost nothing.
        """
        calls: list[Call] = []
        for attempt in range(self._limits.broken_max + 1):
            try:
                async with self._slots:
                    heard, failure = await self._attempt(letter, messages, tokens_max)
            except AuthorError as error:
                if not any(call.usage.total for call in calls):
                    raise
                calls.append(Call(status=Status.REFUSED, reason=Reason.KEY_REFUSED, message=str(error), model=self._model.id))
                break
            calls += heard.calls
            if failure is None:
                return msgspec.structs.replace(heard, calls=tuple(calls))
            if not failure.again:
                break
            if attempt < self._limits.broken_max:
                await asyncio.sleep(self._limits.pause_s * 2**attempt)
        return Heard(calls=tuple(calls))

    def client(self) -> Client:
        """The connection, made when it is first needed."""
        self._client = self._client or self._connect()
        return self._client

    async def close(self) -> None:
        """Let the connections go."""
        if self._client is not None:
            await self._client.close()
            self._client = None

    async def _attempt(self, letter: Letter, messages: tuple[Message, ...], tokens_max: int) -> tuple[Heard, Failure | None]:
        retried: list[int] = []
        claude_client.refused.set(retried)
        stream: Stream = None
        try:
            async with asyncio.timeout(self._limits.call_s), self._first.turn(letter) as begun, self._opened(letter, messages, tokens_max) as stream:
                async for event in stream:
                    if event.type == "message_start":
                        begun()
                message: types.Message = await stream.get_final_message()
                return self._heard(message, stream, retried), None
        except (anthropic.AnthropicError, httpx2.HTTPError, ValueError, TypeError, AssertionError, TimeoutError) as error:
            usage = _so_far(stream, messages, timed_out=isinstance(error, TimeoutError | anthropic.APITimeoutError | httpx2.TimeoutException))
            failure = failure_of(error, begun=usage.total > 0)
            last = Call(
                status=failure.status,
                reason=failure.reason,
                message=failure.message,
                usage=usage,
                usd=self._model.usd(usage),
                model=self._model.id,
                id=_request_id(stream),
            )
            answered = retried[:-1] if isinstance(error, anthropic.APIStatusError) and not usage.total else retried
            return Heard(calls=(*map(self._retried, answered), last)), failure

    def _opened(self, letter: Letter, messages: tuple[Message, ...], tokens_max: int) -> Stream:
        """The stream of a call, not begun yet."""
        ttl = self._pace.ttl(letter)
        system, turns = marked(letter, messages, ttl=ttl) if self._caching else plain(letter, messages)
        return self.client().messages.stream(
            model=letter.voice.model,
            max_tokens=tokens_max,
            system=system,  # type: ignore[arg-type]  # blocks are plain dictionaries here, as the log holds them
            messages=turns,  # type: ignore[arg-type]  # the same
            output_config=settings_of(letter),  # type: ignore[arg-type]  # the same
        )

    def _heard(self, message: types.Message, stream: Stream, retried: list[int]) -> Heard:
        usage = usage_of(message.usage)
        call = Call(status=Status.SUCCEEDED, usage=usage, usd=self._model.usd(usage), model=str(message.model), id=_request_id(stream))
        return heard(message, (*map(self._retried, retried), *_reconnected(stream, retried, self._model.id), call))

    def _retried(self, status: int) -> Call:
        return Call(status=Status.CRASHED, reason=reason_of(status), message=f"HTTP {status}, tried again", model=self._model.id)


def heard(message: types.Message, calls: tuple[Call, ...]) -> Heard:
    """A whole reply, with the calls that it took."""
    content = tuple(_block(block) for block in message.content)
    details = message.stop_details
    return Heard(
        calls=calls,
        reply=Message(role="assistant", content=content) if content else None,
        text="".join(str(block["text"]) for block in content if block["type"] == "text"),
        stop=str(message.stop_reason or ""),
        category=str(details.category or "") if details is not None else "",
    )


def settings_of(letter: Letter) -> dict[str, Any]:
    """What a call says of its reply: the form, and how hard to think about it."""
    config: dict[str, Any] = {"format": {"type": "json_schema", "schema": schema(letter.form)}}
    if letter.voice.effort is not None:
        config["effort"] = letter.voice.effort
    return config


def plain(letter: Letter, messages: tuple[Message, ...]) -> tuple[list[Content], list[dict[str, Any]]]:
    """System and messages without breakpoints."""
    system: list[Content] = [{"type": "text", "text": text} for text in letter.prompt.system]
    return system, [{"role": turn.role, "content": list(turn.content)} for turn in messages]


def usage_of(usage: types.Usage) -> Usage:
    """The tokens of a reply as the ledger counts them."""
    written = usage.cache_creation_input_tokens or 0
    hour = usage.cache_creation.ephemeral_1h_input_tokens if usage.cache_creation else 0
    return Usage(
        input=usage.input_tokens,
        written=written - hour,
        written_1h=hour,
        cached=usage.cache_read_input_tokens or 0,
        output=usage.output_tokens,
    )


def _so_far(stream: Stream, messages: tuple[Message, ...], *, timed_out: bool) -> Usage:
    """What a call that broke off has cost: the server's word on what it read, and an estimate of what it had said."""
    try:
        snapshot: types.Message = stream.current_message_snapshot
    except (AssertionError, AttributeError):
        sent = estimated_tokens(b"".join(prompt_bytes_of(messages))) if timed_out else 0
        return Usage(input=sent, estimated=timed_out)
    said = sum(estimated_tokens(str(getattr(block, "text", "")).encode()) for block in snapshot.content)
    return msgspec.structs.replace(usage_of(snapshot.usage), output=max(said, snapshot.usage.output_tokens), estimated=True)


def prompt_bytes_of(messages: tuple[Message, ...]) -> list[bytes]:
    """The text of a conversation's turns."""
    return [str(block.get("text", "")).encode() for message in messages for block in message.content]


def _block(block: types.ContentBlock) -> Content:
    """A block as it goes back: all that the server set, and nothing that the SDK added."""
    kept: Content = block.model_dump(mode="json", exclude_none=True, exclude={"parsed_output"})
    return kept


def _request_id(stream: Stream) -> str:
    try:
        return str(stream.response.headers.get("request-id", ""))
    except AttributeError:
        return ""


def _reconnected(stream: Stream, retried: list[int], model: str) -> tuple[Call, ...]:
    """Attempts that ended without any answer, which the SDK made anew: it counts all of its attempts in a header."""
    attempts = int(stream.response.request.headers.get("x-stainless-retry-count", 0))
    lost = Call(status=Status.CRASHED, reason=Reason.UNREACHABLE, message="no answer, tried again", model=model)
    return (lost,) * max(0, attempts - len(retried))
