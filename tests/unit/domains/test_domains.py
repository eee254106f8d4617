"""Domains are found by the names of their files, and their approaches name techniques that exist."""

import pkgutil
from types import SimpleNamespace

import pytest

from haste.domains import registry
from haste.domains.domain import Domain
from haste.errors import UseError
from haste.techniques import registry as techniques


def test_forecasts_images_signals_tables_and_texts_are_known() -> None:
    assert registry.known() == ("forecasting", "image", "signal", "tabular", "text")


@pytest.mark.parametrize("slug", registry.known())
def test_a_run_can_start_in_three_ways_that_share_no_variant(slug: str) -> None:
    approaches = registry.find(slug).approaches
    variants = [variant for approach in approaches for variant in approach.variants]

    assert len({approach.name for approach in approaches}) >= 3
    assert len(set(variants)) == len(variants)


@pytest.mark.parametrize("slug", registry.known())
def test_approaches_are_made_of_techniques_of_the_domain(slug: str) -> None:
    named = {name for approach in registry.find(slug).approaches for variant in approach.variants for name in variant}

    assert named <= set(techniques.known(slug))


@pytest.mark.parametrize("slug", sorted(set(registry.known()) - {"forecasting"}))
def test_every_draft_reads_numbers_categories_and_dates_wherever_there_are_any(slug: str) -> None:
    readers = ({"plain-numbers"}, {"one-hot", "ordinal-codes"}, {"day-numbers", "date-parts"})
    variants = [set(variant) for approach in registry.find(slug).approaches for variant in approach.variants]

    assert [variant for variant in variants if any(variant.isdisjoint(reader) for reader in readers)] == []


@pytest.mark.parametrize("slug", registry.known())
def test_guidance_says_something_and_names_no_data(slug: str) -> None:
    guidance = registry.find(slug).guidance

    assert 500 < len(guidance) < 4000
    assert max(map(len, guidance.splitlines())) <= 150


def test_an_unknown_domain_is_answered_with_the_known_ones() -> None:
    with pytest.raises(UseError, match=r"image, .*tabular, text"):
        registry.find("table")


def test_a_file_that_is_not_named_after_its_domain_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pkgutil, "iter_modules", lambda _: [SimpleNamespace(name="other")])
    monkeypatch.setattr(registry, "import_module", lambda _: SimpleNamespace(DOMAIN=Domain(slug="time-series", guidance="", approaches=())))
    registry.every.cache_clear()

    with pytest.raises(UseError, match=r"time_series\.py"):
        registry.every()

    monkeypatch.undo()
    registry.every.cache_clear()
