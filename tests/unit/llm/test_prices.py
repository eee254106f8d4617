"""Prices have a date and a source, and every kind of token costs what the list says."""

import re

import pytest

from haste.llm.prices import Model, find, price_list
from haste.vocabulary.brief import Usage

MODELS = price_list().models


def test_the_list_has_a_day() -> None:
    assert re.fullmatch(r"20\d\d-\d\d-\d\d", price_list().date)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.id)
def test_a_price_has_a_source_and_reading_a_cache_is_cheaper_than_writing_one(model: Model) -> None:
    prices = model.prices

    assert model.source.startswith("https://")
    assert prices.cached < prices.input < prices.written < prices.written_1h < prices.output
    assert find(model.id) is model


def test_every_kind_of_token_is_paid() -> None:
    usage = Usage(input=1_000_000, written=1_000_000, written_1h=1_000_000, cached=1_000_000, output=1_000_000)

    assert find("claude-sonnet-5-5").usd(usage) == pytest.approx(2 + 2.5 + 4 + 0.2 + 10)
    assert find("claude-sonnet-5-5").usd(usage, batched=True) == pytest.approx(18.7 / 2)


def test_a_long_prompt_has_prices_of_its_own() -> None:
    haiku = find("claude-haiku-5-5")

    assert haiku.usd(Usage(input=100_000)) == pytest.approx(0.01)
    assert haiku.usd(Usage(input=100_001)) == pytest.approx(0.05, rel=1e-3)
    assert haiku.usd(Usage(cached=100_001, output=1_000_000)) == pytest.approx(2.505, rel=1e-3)
