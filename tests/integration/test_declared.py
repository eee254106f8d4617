"""A competition whose answers cannot be made of train.csv, from its folder to its grade: one execution a trial, scored fold by fold on the host."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest

from haste.actors.execution import Judged, Order, execute
from haste.actors.playing import compared, played
from haste.clock.playback import grants
from haste.competitions import folder, grading
from haste.events.codec import typed
from haste.events.event import Event
from haste.events.run import ExecutionFinished, FinalistRevalidated, ProposalAccepted, SplitFixed, SubmissionChosen
from haste.llm.playback import Playback
from haste.llm.scripted import ScriptedModel
from haste.projections.recording import first_difference
from haste.report import table
from haste.report.document import SweepDocument, document
from haste.store.blobs import FileBlobs
from haste.store.sqlite import SqliteLog
from haste.vocabulary.brief import Answer, Asked, Brief, Suggestion
from haste.vocabulary.competition import Competition
from haste.vocabulary.ids import Position, SweepId
from haste.vocabulary.scales import Operator, Reason, Role, Stage, Status, View
from haste.vocabulary.solution import Resources
from haste.wiring import closing_log, open_executions, open_recording, open_run_clock
from replay.diff import disagreement
from tests import company
from tests.logs import CountingClock
from tests.unit.competitions import declaring

RESOURCES = Resources(memory_bytes=2**30, time_limit_s=60.0)
WEIGHTS = {Operator.DRAFT: ("0.0",), Operator.IMPROVE: ("0.7",)}  # of the shade, which counts 1


class Machines:
    """Run what a scripted author wrote, as if there were walls, and count it."""

    def __init__(self) -> None:
        self.ran: list[tuple[int, Stage, int]] = []

    async def __call__(self, order: Order) -> Judged:
        if order.written is None:
            self.ran.append((order.iteration, order.stage, order.fold))
        return await execute(msgspec.structs.replace(order, walled=True))


def author(brief: Asked) -> Answer | None:
    if not isinstance(brief, Brief) or brief.role.value not in list(Operator):
        return None
    operator = Operator(brief.role.value)
    number = sum(attempt.operator is operator for attempt in brief.history)
    if number >= len(WEIGHTS.get(operator, ())):
        return None
    weight = WEIGHTS[operator][number]
    code = f"WEIGHT = {weight}\n{declaring.SOLUTION}"
    return Suggestion(title=f"weigh {weight}", cause="weights" if operator is Operator.IMPROVE else "", code=code, resources=RESOURCES)


def conducted(home: Path, competition: Competition, script: object = author) -> tuple[Sequence[Event], Machines]:
    machines = Machines()
    assert callable(script)
    sweep = company.Company(home, company.start(competition, trials=6), model=ScriptedModel(script), execute=machines)
    path = asyncio.run(sweep.conduct())
    log = SqliteLog(path, CountingClock())
    events = [recorded.event for recorded in typed(log.tail(after=Position(0), limit=100_000))]
    log.close()
    return events, machines


def reported(home: Path) -> SweepDocument:
    log = SqliteLog(home / "log.sqlite", CountingClock())
    found = document(log, FileBlobs(home / "blobs"), SweepId("old"), log_spec="sqlite", held=False, submissions=home / "submissions")
    log.close()
    return found


class Recorded(msgspec.Struct, frozen=True, kw_only=True):
    """A sweep over one such competition."""

    home: Path
    competition: Competition
    events: Sequence[Event]
    ran: list[tuple[int, Stage, int]]


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    place = tmp_path_factory.mktemp("declared")
    competition = folder.load(declaring.write(place / "shades"))
    events, machines = conducted(place / "home", competition)
    return Recorded(home=place / "home", competition=competition, events=events, ran=machines.ran)


def test_one_execution_a_trial_is_judged_on_every_fold_and_is_submitted(old: Recorded) -> None:
    events = old.events

    (fixed,) = (event for event in events if isinstance(event, SplitFixed))
    assert (fixed.view, fixed.split.folds) == (View.DECLARED, 5)
    (accepted,) = (event for event in events if isinstance(event, ProposalAccepted) and event.lift is not None)
    assert accepted.lift is not None
    assert accepted.lift.mean > 0
    assert accepted.credit is None
    assert old.ran == [(1, Stage.FOLD, 0), (accepted.iteration, Stage.FOLD, 0), (accepted.iteration, Stage.REVALIDATION, 0)]
    finished = [event for event in events if isinstance(event, ExecutionFinished)]
    assert all(event.result.status is Status.SUCCEEDED for event in finished)
    of_it = [event for event in finished if event.iteration == accepted.iteration and event.stage is Stage.FOLD]
    assert [event.result.wall_s > 0 for event in of_it] == [True, False, False, False, False]
    (fresh,) = (event for event in events if isinstance(event, FinalistRevalidated))
    assert len(fresh.scores) == 5
    (chosen,) = (event for event in events if isinstance(event, SubmissionChosen))
    grade = grading.grade(old.competition, FileBlobs(old.home / "blobs").get(chosen.submission))
    assert grade.score == pytest.approx(fresh.score, abs=0.2)
    assert any(line == "view: declared, shades" for line in table.notes(reported(old.home)))


@pytest.mark.parametrize("again", [False, True], ids=["played back", "run again"])
def test_a_recorded_sweep_is_played_back_with_what_its_executions_declared(old: Recorded, tmp_path: Path, again: bool) -> None:  # noqa: FBT001 - a parameter of the test
    spec, machines = f"playback:{old.home / 'log.sqlite'}", Machines()
    recording = open_recording(spec)
    executions = open_executions(spec, home=str(tmp_path))
    started = msgspec.structs.replace(recording.started, sweep=SweepId("new"), language_model=spec)
    sweep = company.Company(
        tmp_path / "new",
        started,
        model=Playback(recording, FileBlobs(old.home / "blobs"), ScriptedModel(author)),
        execute=compared(executions, machines) if again else played(executions),
        clock_of=lambda seen: open_run_clock(spec, seen),
        recorded=grants(recording),
    )

    path = asyncio.run(sweep.conduct())

    assert machines.ran == (old.ran if again else [])
    with closing_log(spec.partition(":")[2], read_only=True) as left, closing_log(str(path), read_only=True) as right:
        assert disagreement(left, SweepId("old"), right, SweepId("new")) is None
    new = open_recording(f"playback:{path}")
    assert first_difference(recording, new) is None
    before, after = ([one.event for one in log.events if isinstance(one.event, ExecutionFinished)] for log in (recording, new))
    assert [event.result.written for event in after] == [event.result.written for event in before]
    assert sum(event.result.written is not None for event in after) == len(old.ran)


def test_a_solution_without_out_of_fold_predictions_fails_and_is_told_what_is_missing(tmp_path: Path) -> None:
    competition = folder.load(declaring.write(tmp_path / "shades"))

    def forgetful(brief: Asked) -> Answer | None:
        if not isinstance(brief, Brief) or brief.role is not Role.DRAFT or brief.history:
            return None
        code = "import os, shutil; shutil.copy(os.environ['INPUT'] + '/sample_submission.csv', os.environ['OUTPUT'])"
        return Suggestion(title="the sample", code=code, resources=RESOURCES)

    events, machines = conducted(tmp_path / "home", competition, forgetful)

    (finished,) = (event for event in events if isinstance(event, ExecutionFinished))
    assert (finished.result.status, finished.result.reason) == (Status.INVALID, Reason.NO_SUBMISSION)
    assert "out_of_fold.csv: expected a file, found nothing" in finished.result.message
    assert "$OUT_OF_FOLD the same columns, and a row for each answer" in finished.result.message
    assert machines.ran == [(1, Stage.FOLD, 0)]
