"""How much a reply may say, so that the worst that it can cost stays within what is left to spend."""

from collections.abc import Sequence

from haste.briefs.tokens import estimated_tokens
from haste.llm.prices import Model
from haste.prompts.letter import Letter
from haste.prompts.message import Prompt, prompt_bytes
from haste.vocabulary.brief import Allowance, Call, Usage

_TOKENS_WORTH_A_CALL = 2_000  # a reply that may say less than this could hold no file


def affordable(prompt: Prompt, left: Allowance, *, model: Model, tokens_max: int, batched: bool = False) -> int:
    """Tokens that a reply to a prompt may have, at most `tokens_max`; below 0 where not even the question can be paid for.

    Args:
        prompt: What is sent, all of it at the dearest price of what is read: what a cache holds costs less.
        left: To spend on this reply.
        model: Its prices.
        tokens_max: That the reply may have anyway.
        batched: Whether it is asked for in a batch.
    """
    sent = estimated_tokens(prompt_bytes(prompt))
    if left.tokens is not None:
        tokens_max = min(tokens_max, left.tokens - sent)
    if left.usd is not None:
        read_usd = model.usd(Usage(written_1h=sent), batched=batched)
        token_usd = model.usd(Usage(written_1h=sent, output=1), batched=batched) - read_usd
        tokens_max = min(tokens_max, int((left.usd - read_usd) / token_usd))
    return tokens_max


def worthwhile(letter: Letter) -> int:
    """Tokens below which a reply to a letter is not worth asking for."""
    return min(_TOKENS_WORTH_A_CALL, letter.voice.tokens_max)


def spent_of(allowance: Allowance, calls: Sequence[Call]) -> Allowance:
    """What calls have left of an allowance."""
    return Allowance(
        usd=None if allowance.usd is None else allowance.usd - sum(call.usd for call in calls),
        tokens=None if allowance.tokens is None else allowance.tokens - sum(call.usage.total for call in calls),
    )


def share_of(allowance: Allowance, replies: int) -> Allowance:
    """An equal share of an allowance for each of so many replies."""
    return Allowance(
        usd=None if allowance.usd is None else allowance.usd / replies,
        tokens=None if allowance.tokens is None else allowance.tokens // replies,
    )
