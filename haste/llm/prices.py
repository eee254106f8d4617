"""What served models cost: reads prices.toml, which has a date and sources, and prices calls by it."""

from functools import cache
from importlib import resources

import msgspec

from haste.errors import SpecError
from haste.vocabulary.brief import Usage

_MILLION = 1_000_000
_BATCH = 0.5  # share of the price that a batch costs


class Prices(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """USD per million tokens."""

    input: float
    output: float
    written: float
    written_1h: float
    cached: float


class Above(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Other prices for long prompts."""

    tokens: int
    prices: Prices


class Model(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One served model."""

    id: str
    source: str
    prices: Prices
    above: Above | None = None
    context: int  # tokens of prompt and reply together
    output_max: int  # tokens of one reply
    effort: bool = True  # whether it takes a word for how hard to think

    def usd(self, usage: Usage, *, batched: bool = False) -> float:
        """What a call with this usage costs."""
        sent = usage.input + usage.written + usage.written_1h + usage.cached
        prices = self.above.prices if self.above and sent > self.above.tokens else self.prices
        total = (
            usage.input * prices.input
            + usage.written * prices.written
            + usage.written_1h * prices.written_1h
            + usage.cached * prices.cached
            + usage.output * prices.output
        )
        return total / _MILLION * (_BATCH if batched else 1.0)


class PriceList(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All of them, as of a day."""

    date: str
    models: tuple[Model, ...]


@cache
def price_list() -> PriceList:
    """The list that comes with this version."""
    text = resources.files("haste.llm").joinpath("prices.toml").read_text(encoding="utf-8")
    return msgspec.toml.decode(text, type=PriceList)


def find(name: str) -> Model:
    """The model of a name. Platforms wrap ids ("anthropic.claude-sonnet-5-5-v1:0"), so the longest id within the name counts.

    Raises:
        SpecError: The price of no such model is known, so that no budget could be held.
    """
    known = sorted((model for model in price_list().models if model.id in name), key=lambda model: -len(model.id))
    if not known:
        raise SpecError(
            expected="one of " + ", ".join(model.id for model in price_list().models),
            found=repr(name),
            where="model of --llm claude:MODEL",
            next_step="Name one of these: only for them prices are known, and without a price no budget can be held.",
        )
    return known[0]
