"""The lift of a trial over the one that it has to beat."""

import math
from functools import reduce
from pathlib import Path

import msgspec
import pytest

from haste.actors.lifting import lift
from haste.evaluation import tables, views
from haste.events.event import Event
from haste.projections import run as runs
from haste.projections.run import RunState
from haste.store.blobs import MemoryBlobs
from haste.vocabulary.ids import Iteration
from haste.vocabulary.judgement import Lift
from tests.builders import (
    RUN,
    accepted,
    chosen,
    draft,
    executed,
    execution_finished,
    good,
    improve,
    made,
    run_started,
    scored,
    split,
    split_fixed,
    sweep_started,
)
from tests.unit.actors.acting import in_folder


def state_after(*events: Event, folds: int = 3) -> RunState:
    return reduce(runs.evolve, (sweep_started(), run_started(), split_fixed(folds), *events), RunState(run=RUN))


def lift_after(*events: Event) -> Lift | None:
    state = state_after(*events)
    return lift(state, state.tree.trials[-1], read=MemoryBlobs().get, home="/nowhere")


def test_complete_folds_are_paired() -> None:
    found = lift_after(*good(1, draft(), 0.5, 0.5, 0.5), chosen(2, improve(1)), *executed(2, [0.6, 0.7, 0.8]))

    assert found is not None
    assert found.mean == pytest.approx(0.2)
    assert (found.df, found.method) == (2.0, "folds-overlap-corrected")


@pytest.mark.parametrize(("child", "parent"), [((0.6, 0.7), (0.5, 0.5, 0.5)), ((0.6, 0.7, 0.8), (0.5,))])
def test_while_a_fold_of_either_is_missing_there_is_no_lift(child: tuple[float, ...], parent: tuple[float, ...]) -> None:
    assert lift_after(*good(1, draft(), *parent), chosen(2, improve(1)), *executed(2, child)) is None


def test_a_draft_has_nothing_to_be_lifted_over() -> None:
    assert lift_after(chosen(1, draft()), *executed(1, [0.5, 0.5, 0.5])) is None


def test_before_the_split_there_is_no_lift() -> None:
    state = state_after(*good(1, draft(), 0.5, 0.5, 0.5), chosen(2, improve(1)), *executed(2, [0.6, 0.7, 0.8]))
    unsplit = msgspec.structs.replace(state, tree=msgspec.structs.replace(state.tree, split=None))

    assert lift(unsplit, unsplit.tree.trials[-1], read=MemoryBlobs().get, home="/nowhere") is None


def test_one_hold_out_is_paired_by_its_rows_and_the_same_each_time(tmp_path: Path) -> None:
    found, blobs = in_folder(tmp_path), MemoryBlobs()
    answers = tables.read(views.fold_view(found, split(1), 0, folder=tmp_path / "views").answers)
    guesses = [blobs.put(f"id,y\n{rows}".encode()) for rows in map("".join, rows_of(list(answers["id"]), list(answers["y"])))]
    parent, child = (msgspec.structs.replace(scored(0.5), predictions=guess) for guess in guesses)
    given = (chosen(1, draft()), made(1, draft()), execution_finished(1, parent), accepted(1), chosen(2, improve(1)), execution_finished(2, child))
    state = reduce(runs.evolve, (sweep_started(found), run_started(), split_fixed(1), *given), RunState(run=RUN))

    first, again = (lift(state, state.tree.trial(Iteration(2)), read=blobs.get, home=str(tmp_path)) for _ in range(2))

    assert first is not None
    assert first == again
    assert (first.mean, first.df, first.method) == (1.0, math.inf, "rows-bootstrap")


def rows_of(ids: list[str], labels: list[str]) -> tuple[list[str], list[str]]:
    """Submissions that are wrong and right everywhere."""
    wrong = [f"{name},{1 - float(label)}\n" for name, label in zip(ids, labels, strict=True)]
    return wrong, [f"{name},{label}\n" for name, label in zip(ids, labels, strict=True)]
