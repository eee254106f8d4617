"""Techniques are found by the names of their files."""

import pkgutil
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from haste.domains import registry as domains
from haste.errors import UseError
from haste.techniques import registry
from haste.techniques.blueprint import Blueprint, Slot
from haste.techniques.fitting import holds_together, started
from haste.techniques.technique import Technique
from tests.unit.techniques.examples import task_in

TECHNIQUE = Technique(slug="two-words", title="two words", domains=("tabular",), slot=Slot.FEATURES, when="a", when_not="b")


def test_there_are_ten_techniques_or_more_for_each_domain() -> None:
    assert min(len(registry.known(domain)) for domain in ("tabular", "text", "image")) >= 10


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


@pytest.fixture
def without_lightgbm(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine on which LightGBM is installed, and finds no libgomp."""

    def lacking(name: str) -> ModuleType:
        if name.endswith(("lightgbm", "blend_boosting")):
            raise OSError("libgomp.so.1: cannot open shared object file: No such file or directory")
        return import_module(name)

    monkeypatch.setattr(registry, "import_module", lacking)
    registry.every.cache_clear()
    yield
    monkeypatch.undo()
    registry.every.cache_clear()


@pytest.mark.usefixtures("without_lightgbm")
@pytest.mark.parametrize("case", ["price", "species-label", "text-label", "image-price", "image-label"])
def test_where_a_library_does_not_load_there_still_are_three_ways_to_start(case: str, tmp_path: Path) -> None:
    task = task_in(tmp_path, case)
    usable = {
        approach.name
        for approach in domains.find(task.competition.domain).approaches
        for variant in approach.variants
        if holds_together(task, started(task, approach.name, variant))
    }

    assert not {"lightgbm", "blend-boosting"} & set(registry.known(task.competition.domain))
    assert len(usable) >= 3


def test_a_library_that_is_really_missing_leaves_out_what_imports_it(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = [name for name in sys.modules if name.startswith("lightgbm") or name.endswith(("models.lightgbm", "models.blend_boosting"))]
    for name in loaded:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "lightgbm", None)
    registry.every.cache_clear()

    assert "lightgbm" not in registry.every()
    assert "hist-boosting" in registry.every()

    monkeypatch.undo()
    registry.every.cache_clear()


@pytest.mark.parametrize("missing", ["torch", "pytorch_lightning"])
def test_where_pytorch_is_not_installed_no_network_is_offered(missing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "find_spec", lambda name: None if name == missing else find_spec(name))
    registry.every.cache_clear()
    task = task_in(tmp_path, "image-label")
    usable = [
        approach.name
        for approach in domains.find("image").approaches
        if any(holds_together(task, started(task, approach.name, variant)) for variant in approach.variants)
    ]

    assert not [technique.slug for technique in registry.every().values() if technique.needs]
    assert "neural-network" in registry.every()
    assert usable == ["edges", "kernel", "trees"]

    monkeypatch.undo()
    registry.every.cache_clear()


def test_looking_for_techniques_does_not_load_pytorch() -> None:
    code = "import sys; from haste.techniques import registry; assert 'small-convolutions' in registry.every(); print('torch' in sys.modules)"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "False"


def test_an_import_of_the_house_that_fails_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: str) -> ModuleType:
        raise ImportError("no such name", name="haste.techniques.task")

    monkeypatch.setattr(registry, "import_module", broken)
    registry.every.cache_clear()

    with pytest.raises(ImportError, match="no such name"):
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
