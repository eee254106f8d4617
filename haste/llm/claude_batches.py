"""The same requests by the Batch API: half the price, an answer within a day, mostly within the hour."""

from collections.abc import Mapping, Sequence
from typing import Any

import anthropic
import httpx2
from anthropic import types

from haste.llm.claude_affording import affordable, share_of, worthwhile
from haste.llm.claude_caching import marked
from haste.llm.claude_calls import Caller, Heard, heard, settings_of, usage_of
from haste.llm.claude_errors import failure_of
from haste.llm.prices import Model
from haste.prompts.letter import Letter
from haste.vocabulary.brief import Call
from haste.vocabulary.scales import Reason, Status

_FAILED = (anthropic.AnthropicError, httpx2.HTTPError, TypeError)


async def submit(caller: Caller, letters: Mapping[str, Letter], *, model: Model) -> str | None:
    """Hand requests in together.

    Args:
        caller: Of the model.
        letters: By a name that tells each from all others, at most 64 characters. Each may cost an equal share of what it is told is left.
        model: Its prices.

    Returns:
        The batch's name; None where the server does not take it now, or what is left does not pay for all of them, so that each has to be
        asked for itself.

    Raises:
        AuthorError: No call can succeed until a person has mended something.
    """
    tokens_max = {name: _affordable(letter, len(letters), model) for name, letter in letters.items()}
    if any(tokens_max[name] < worthwhile(letter) for name, letter in letters.items()):
        return None
    requests: list[Any] = [{"custom_id": name, "params": _parameters(letter, tokens_max[name])} for name, letter in letters.items()]
    try:
        return str((await caller.client().messages.batches.create(requests=requests)).id)
    except _FAILED as error:
        failure_of(error, begun=False)
        return None


async def collect(caller: Caller, batch: str, names: Sequence[str], *, model: Model) -> tuple[Heard, ...] | None:
    """The replies to requests that were handed in under these names, in their order; None while the batch is under way, or cannot be looked at.

    Raises:
        AuthorError: No call can succeed until a person has mended something, or the batch is gone.
    """
    try:
        found = await caller.client().messages.batches.retrieve(batch)
        if found.processing_status != "ended":
            return None
        results = {entry.custom_id: entry.result async for entry in await caller.client().messages.batches.results(batch)}
    except _FAILED as error:
        failure_of(error, begun=False)
        return None
    return tuple(_heard(results.get(name), model) for name in names)


def _heard(result: Any, model: Model) -> Heard:  # noqa: ANN401 - one of four classes of the SDK, told apart by a word
    if result is None or result.type != "succeeded":
        kind = "missing" if result is None else str(result.type)
        reason = Reason.WALL_LIMIT if kind == "expired" else Reason.SERVER_ERROR
        message = str(getattr(getattr(result, "error", None), "error", "")) or f"the batch's result is {kind}"
        return Heard(calls=(Call(status=Status.CRASHED, reason=reason, message=message[:500], model=model.id),))
    reply: types.Message = result.message
    usage = usage_of(reply.usage)
    call = Call(status=Status.SUCCEEDED, usage=usage, usd=model.usd(usage, batched=True), model=str(reply.model), id=reply.id)
    return heard(reply, (call,))


def _affordable(letter: Letter, letters: int, model: Model) -> int:
    share = share_of(letter.terms.allowance, letters)
    return affordable(letter.prompt, share, model=model, tokens_max=letter.voice.tokens_max, batched=True)


def _parameters(letter: Letter, tokens_max: int) -> dict[str, Any]:
    system, turns = marked(letter, letter.prompt.messages, ttl="1h")
    return {
        "model": letter.voice.model,
        "max_tokens": tokens_max,
        "system": system,
        "messages": turns,
        "output_config": settings_of(letter),
    }
