"""How far scores can be believed: two gaps a run, drawn against the fresh split."""

from collections.abc import Sequence
from pathlib import Path
from xml.etree.ElementTree import fromstring

import msgspec
import pytest

from haste.events.event import Event
from haste.events.run import SubmissionChosen
from haste.report.document import document
from haste.report.html.gap import Gap, gap_of, gap_row, gap_scale
from haste.report.html.run_page import RunPage, run_page
from haste.store.blobs import MemoryBlobs
from haste.vocabulary.scales import Direction
from tests.blends import ensemble_judged
from tests.builders import (
    SWEEP,
    competition,
    draft,
    finished,
    good,
    graded,
    log_of,
    profiled,
    round_started,
    run_started,
    split_fixed,
    submitted,
    sweep_started,
)  # fmt: skip
from tests.unit.report.html.pages import read_page

BLOBS = MemoryBlobs()
SOLUTION, SUBMISSION = BLOBS.put(b"print()"), BLOBS.put(b"id,y\n")


def told(*, dummy: float | None = 0.5, validation: float | None = 0.8, private: float | None = 0.75) -> Sequence[Event]:
    """A run of one draft that scores 0.83 on all its folds."""
    return (
        sweep_started(competition()), round_started(), run_started(), profiled(dummy=dummy), split_fixed(),
        *good(1, draft(), *[0.83] * 5), submitted(1, solution=SOLUTION, submission=SUBMISSION, validation=validation), finished(),
        *(() if private is None else (graded(private),)),
    )  # fmt: skip


def run_of(folder: Path, *events: Event, direction: Direction = Direction.MAXIMIZE) -> RunPage:
    (entry,) = document(log_of(*events), BLOBS, SWEEP, log_spec="sqlite:/x", held=False, submissions=folder).runs
    return run_page(entry, competition(direction=direction), events)


def test_both_gaps_are_shares_of_what_the_fresh_split_gave_over_the_dummy(tmp_path: Path) -> None:
    gap = gap_of(run_of(tmp_path, *told()))

    assert gap is not None
    assert gap.search == pytest.approx(0.1)
    assert gap.private == pytest.approx(-1 / 6)


def test_of_an_ensemble_the_search_saw_its_scores_and_not_those_of_a_member(tmp_path: Path) -> None:
    *before, last, end, grade = told()
    judged = ensemble_judged((1, 0.5), (2, 0.5))  # 0.9 on each fold
    assert isinstance(last, SubmissionChosen)

    events = (*before, *good(2, draft(), *[0.8] * 5), judged, msgspec.structs.replace(last, members=judged.members), end, grade)

    gap = gap_of(run_page(run_of(tmp_path, *told()).entry, competition(), events))

    assert gap is not None
    assert gap.search == pytest.approx(1 / 3)


def test_where_lower_is_better_the_signs_turn(tmp_path: Path) -> None:
    gap = gap_of(run_of(tmp_path, *told(dummy=1.0), direction=Direction.MINIMIZE))

    assert gap is not None
    assert gap.search == pytest.approx(-0.15)
    assert gap.private == pytest.approx(0.25)


@pytest.mark.parametrize("change", [{"dummy": None}, {"dummy": 0.8}, {"dummy": 0.9}, {"validation": None}])
def test_without_a_scale_there_is_no_gap(tmp_path: Path, change: dict[str, float | None]) -> None:
    assert gap_of(run_of(tmp_path, *told(**change))) is None


def test_the_private_score_lies_on_its_side_of_the_line() -> None:
    gap = Gap(competition="leaf", search=0.2, private=-0.1)

    zero, search, private = fromstring(gap_row(gap, gap_scale([gap])))  # noqa: S314 - a drawing of this very test

    assert float(str(private.get("cx"))) < float(str(zero.get("x1"))) < float(str(search.get("cx")))


def test_the_page_shows_the_gaps_once_something_was_validated(tmp_path: Path) -> None:
    assert "search +0.100, private -0.167" in read_page(tmp_path, *told(), blobs=BLOBS).text.replace("\N{MINUS SIGN}", "-")
    assert "How far scores can be believed" not in read_page(tmp_path, *told(dummy=None), blobs=BLOBS).text
