"""The benchmark of ways to make an ensemble: the way that is in force comes to what the run recorded, and a page has a row for each way."""

from pathlib import Path

import pytest

from benchmarks.ensembles.__main__ import WAYS, Gain, finished, gains, page
from haste.actors.ensembling import Ensembles
from tests.unit.actors.acting import DatedBlobs, in_folder
from tests.unit.actors.test_ensembling import AFTER, DRAFTS, ROWS, run_on, started, together

RULE, BEFORE = "up to three of them (the rule)", "the best three accepted (rules before 3)"


async def test_the_way_in_force_comes_to_what_the_run_recorded(tmp_path: Path) -> None:
    log = started(in_folder(tmp_path, rows=ROWS))
    blobs = DatedBlobs(log)
    await run_on(log, tmp_path, *DRAFTS, *AFTER, blobs=blobs)
    (state,) = finished(log)

    found = gains(state, Ensembles(blobs, home=str(tmp_path)))

    recorded = together(log)
    assert recorded.lift is not None
    assert found.keys() == WAYS.keys()
    assert (found[RULE].kept, found[RULE].members) == (True, sum(member.weight > 0 for member in recorded.members))
    assert found[RULE].lift * found[BEFORE].lift > 0
    dummy = state.tree.profiled.dummy_score if state.tree.profiled else None
    assert dummy is not None
    best = sum(state.tree.trial(recorded.members[0].iteration).scores(5)) / 5
    assert found[RULE].lift == pytest.approx(recorded.lift.mean / (best - dummy))


def test_the_page_has_a_row_for_each_way_and_leaves_out_what_gains_most() -> None:
    small, large = (Gain(competition=name, lift=lift, kept=kept, members=2) for name, lift, kept in (("a", 0.01, False), ("b", 0.5, True)))

    written = page({name: [small, large] for name in WAYS})

    assert "2 runs on 2 competitions." in written
    assert "without b" in written
    assert all(f"| {name} | +0.2550 | +0.0100 | +0.2550 | 100% | 50% | +0.2500 | 2.0 |" in written for name in WAYS)


def test_without_runs_nothing_is_claimed() -> None:
    assert page({name: [] for name in WAYS}).startswith("No run of these logs")
