"""Techniques are found by the names of their files."""

import pkgutil
from types import SimpleNamespace

import pytest

from haste.errors import UseError
from haste.techniques import registry
from haste.techniques.blueprint import Blueprint, Slot
from haste.techniques.technique import Technique

TECHNIQUE = Technique(slug="two-words", title="two words", domains=("tabular",), slot=Slot.FEATURES, when="a", when_not="b")


def test_there_are_ten_techniques_or_more_for_each_domain() -> None:
    assert min(len(registry.known(domain)) for domain in ("tabular", "text")) >= 10


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    with pytest.raises(UseError, match="target-encoding"):
        registry.find("target-encodings")


@pytest.mark.parametrize("files", [["other"], ["two_words", "two_words"]])
def test_a_file_that_is_not_named_after_its_technique_is_refused(files: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    modules = [SimpleNamespace(name=f"haste.techniques.{name}") for name in files]
    monkeypatch.setattr(pkgutil, "walk_packages", lambda *_, **__: modules)
    monkeypatch.setattr(registry, "import_module", lambda _: SimpleNamespace(TECHNIQUE=TECHNIQUE))
    registry.every.cache_clear()

    with pytest.raises(UseError, match=r"two_words\.py"):
        registry.every()

    monkeypatch.undo()
    registry.every.cache_clear()


def test_a_technique_says_when_it_fits_and_when_not() -> None:
    for technique in registry.every().values():
        assert technique.title
        assert technique.when.endswith(".")
        assert technique.when_not.endswith(".")


def test_a_technique_of_another_domain_does_not_apply() -> None:
    assert not TECHNIQUE.applies(None, Blueprint(domain="text"))  # type: ignore[arg-type]  # the domain alone decides
    assert TECHNIQUE.applies(None, Blueprint(domain="tabular"))  # type: ignore[arg-type]  # the same


def test_a_technique_that_is_there_already_does_not_apply() -> None:
    assert not TECHNIQUE.applies(None, TECHNIQUE.apply(Blueprint(domain="tabular")))  # type: ignore[arg-type]  # no condition reads it
