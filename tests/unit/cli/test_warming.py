"""What a sweep starts from."""

import argparse
from pathlib import Path

import msgspec
import pytest
from structlog.testing import capture_logs

from haste.cli.warming import handed_over, warmth
from haste.errors import LogError, UseError
from haste.events.skill import SkillImported
from haste.events.sweep import SweepStarted
from haste.store.blobs import FileBlobs
from haste.vocabulary.ids import SweepId
from haste.vocabulary.scales import Warmth
from tests.builders import competition, judged, learned, profiled, run_started, skill, sweep_started
from tests.unit.cli.homes import Desk


def options(home: Path) -> argparse.Namespace:
    return argparse.Namespace(home=str(home), log=None)


def beginning(named: str) -> SweepStarted:
    warm, source = warmth(named)
    return msgspec.structs.replace(sweep_started(), sweep=SweepId("new"), warm=warm, warm_from=source)


@pytest.fixture
def source(desk: Desk) -> Path:
    """A home whose log holds one skill, with the text of its competition's description."""
    blobs = FileBlobs(desk.home / "blobs")
    known = msgspec.structs.replace(profiled(description=blobs.put(b"Predict the leaf.")), sample=blobs.put(b"green,round,yes"))
    events = (sweep_started(competition()), run_started(), known, *judged("leaf", "one-hot", 0.5), learned(skill("own")))
    return desk.keep(events)


def test_cold_and_home_are_words_and_anything_else_is_a_log() -> None:
    assert [warmth(named) for named in ("cold", "home", "sqlite:/old/log.sqlite", "/old/log.sqlite")] == [
        (Warmth.COLD, None),
        (Warmth.HOME, None),
        (Warmth.IMPORTED, "sqlite:/old/log.sqlite"),
        (Warmth.IMPORTED, "sqlite:/old/log.sqlite"),
    ]


def test_the_skills_of_the_other_log_are_handed_over_with_the_texts_that_words_are_checked_against(source: Path, tmp_path: Path) -> None:
    (event,) = handed_over(options(tmp_path / "new"), beginning(str(source)))

    assert isinstance(event, SkillImported)
    assert (event.skill, event.sweep, event.log) == ("own", "new", f"sqlite:{source}")
    known = event.competitions[0]
    assert known.description is not None
    assert known.rows is not msgspec.UNSET
    blobs = FileBlobs(tmp_path / "new" / "blobs")
    assert [blobs.get(text) for text in (known.description, known.rows)] == [b"Predict the leaf.", b"green,round,yes"]


def test_a_log_that_came_without_its_blobs_hands_over_all_but_the_texts_and_says_so(source: Path, tmp_path: Path) -> None:
    alone = tmp_path / "alone" / "log.sqlite"
    alone.parent.mkdir()
    alone.write_bytes(source.read_bytes())

    with capture_logs() as said:
        (event,) = handed_over(options(tmp_path / "new"), beginning(str(alone)))

    assert [(known.description, known.rows) for known in event.competitions] == [(None, msgspec.UNSET)]
    assert [line["competitions"] for line in said if line["event"] == "texts are missing"] == [["leaf"]]


@pytest.mark.parametrize("named", ["cold", "home"])
def test_a_start_that_names_no_log_takes_nothing_over(source: Path, named: str) -> None:
    assert handed_over(options(source.parent), beginning(named)) == ()


def test_a_sweep_cannot_take_over_its_own_log(source: Path) -> None:
    with pytest.raises(UseError, match=r"a log other than the sweep's own.*--warm-from home"):
        handed_over(options(source.parent), beginning(str(source)))


def test_a_log_that_is_not_there_is_told(tmp_path: Path) -> None:
    missing = tmp_path / "missing.sqlite"

    with pytest.raises(LogError, match=r"missing\.sqlite"):
        handed_over(options(tmp_path / "new"), beginning(str(missing)))
