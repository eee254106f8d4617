"""What a sweep is likely to cost, before anything is asked."""

import pytest

from haste.llm.claude_estimate import estimate
from haste.llm.prices import find

SONNET = find("claude-sonnet-5-5")


def test_an_estimate_has_two_ends_and_grows_with_runs_and_trials() -> None:
    one = estimate(SONNET, competitions=1, trials=10)
    three = estimate(SONNET, competitions=3, trials=10)
    longer = estimate(SONNET, competitions=1, trials=20)

    assert 0 < one.low_usd < one.high_usd
    assert three.high_usd == pytest.approx(3 * one.high_usd)
    assert (three.calls, longer.low_usd > one.low_usd) == (3 * one.calls, True)


def test_caching_saves_most_of_what_is_sent() -> None:
    with_, without = (estimate(SONNET, competitions=1, trials=20, caching=caching) for caching in (True, False))

    assert with_.high_usd < 0.7 * without.high_usd


def test_a_cheaper_model_is_cheaper_by_its_prices() -> None:
    haiku = estimate(find("claude-haiku-5-5"), competitions=1, trials=10)

    assert haiku.high_usd == pytest.approx(estimate(SONNET, competitions=1, trials=10).high_usd / 20, rel=0.05)
