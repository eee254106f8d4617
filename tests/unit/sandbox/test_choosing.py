"""The strongest sandbox that holds is chosen; a named one holds or is refused."""

from collections.abc import Callable
from pathlib import Path

import pytest

from haste.errors import NoWallsError, SpecError
from haste.ports import Execution, Outcome, Sandbox, Walls
from haste.sandbox import choosing
from haste.sandbox.ceilings import Ceilings


class Pretended:
    """A sandbox that only answers its probe."""

    def __init__(self, *, because: str) -> None:
        self._because = because

    def probe(self) -> Walls:
        return Walls(sandbox="pretended", holds=not self._because, walled=True, stops=(), misses=(), because=self._because)

    async def run(self, execution: Execution) -> Outcome:
        raise AssertionError(execution)


def pretended(because: str) -> Callable[[Path, Ceilings], Sandbox]:
    return lambda _scratch, _ceilings: Pretended(because=because)


@pytest.fixture
def kinds(monkeypatch: pytest.MonkeyPatch) -> dict[str, Callable[[Path, Ceilings], Sandbox]]:
    given = {"strong": pretended("no namespaces"), "middle": pretended(""), "weak": pretended("")}
    monkeypatch.setattr(choosing, "KINDS", given)
    return given


@pytest.mark.usefixtures("kinds")
def test_auto_takes_the_first_that_holds_and_says_why_not_the_others(tmp_path: Path) -> None:
    _, walls, tried = choosing.choose("auto", tmp_path)

    assert walls.holds
    assert tried == ("strong: no namespaces",)


@pytest.mark.usefixtures("kinds")
@pytest.mark.parametrize("spec", ["weak", "weak:"])
def test_a_named_one_is_taken_alone(tmp_path: Path, spec: str) -> None:
    assert choosing.choose(spec, tmp_path)[2] == ()


@pytest.mark.usefixtures("kinds")
def test_a_named_one_that_does_not_hold_is_refused_with_why(tmp_path: Path) -> None:
    with pytest.raises(NoWallsError, match="strong: no namespaces"):
        choosing.choose("strong:", tmp_path)


def test_auto_is_refused_where_nothing_runs(tmp_path: Path, kinds: dict[str, Callable[[Path, Ceilings], Sandbox]]) -> None:
    kinds.update(middle=pretended("b"), weak=pretended("c"))

    with pytest.raises(NoWallsError, match="strong: no namespaces; middle: b; weak: c"):
        choosing.choose("auto", tmp_path)


def test_an_unknown_name_is_refused_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match="bubblewrap, landlock, process"):
        choosing.choose("docker:", tmp_path)
