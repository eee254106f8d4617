"""The same execution is not run twice inside a home: its result is taken over, and the log says from where."""

import platform
from pathlib import Path

import msgspec
import pytest

from haste.actors import memoising
from haste.actors.executing import Executions, Place
from haste.actors.execution import Judged
from haste.actors.memoising import Kept, Memo, Same, key_of
from haste.events.event import Event
from haste.events.run import ExecutionFinished, ExecutionStarted, TrialReused
from haste.projections import ledger as ledgers
from haste.projections.ledger import Ledger
from haste.store.blobs import MemoryBlobs
from haste.store.memory import MemoryLog
from haste.vocabulary.budget import Lease
from haste.vocabulary.ids import BlobId, Iteration
from haste.vocabulary.judgement import ExecutionResult
from haste.vocabulary.scales import Reason, Stage, Status
from tests.builders import (
    FAILED,
    RUN,
    chosen,
    competition,
    draft,
    granted,
    improve,
    log_of,
    made,
    probed,
    run_started,
    scored,
    split,
    split_fixed,
    sweep_started,
)
from tests.logs import CountingClock
from tests.unit.actors.acting import Bench, events_of, writer_of

KEPT = Kept(run=RUN, iteration=Iteration(1), result=scored(0.5))
SAME = Same(code=BlobId("c" * 64), competition=competition(), sampled=False, split=split(), fold=0, seed=1, cpus=1, gpus=0.0, sandbox="bubblewrap")


def place(iteration: int = 1, fold: int = 0, stage: Stage = Stage.FOLD, seed: int = 11) -> Place:
    return Place(iteration=Iteration(iteration), stage=stage, fold=fold, split=msgspec.structs.replace(split(), seed=seed))


def given(blobs: MemoryBlobs, *codes: str, minutes: float | None = None) -> MemoryLog:
    """A run whose trials have these codes."""
    start = (sweep_started(minutes=minutes), probed(), run_started(), granted(Lease(trials=9)), split_fixed())
    steps = [draft() if number == 1 else improve(1) for number in range(1, len(codes) + 1)]
    trials: list[Event] = []
    for number, (code, step) in enumerate(zip(codes, steps, strict=True), start=1):
        trials += [chosen(number, step), made(number, step, code=blobs.put(code.encode()))]
    return log_of(*start, *trials)


def executions(log: MemoryLog, blobs: MemoryBlobs, bench: Bench, memo: Memo | None) -> Executions:
    return Executions(writer_of(log), blobs=blobs, clock=CountingClock(), execute=bench, home="/nowhere", memo=memo)


def of(log: MemoryLog, kind: type[Event]) -> list[Event]:
    return [event for event in events_of(log) if isinstance(event, kind)]


async def test_another_run_of_the_home_takes_the_result_over_and_the_log_says_from_where(tmp_path: Path) -> None:
    blobs, bench, memo = MemoryBlobs(), Bench(), Memo(tmp_path)
    first, second = given(blobs, "0.7"), given(blobs, "0.1", "0.7")
    result = await executions(first, blobs, bench, memo).result(place())

    again = await executions(second, blobs, bench, memo).result(place(2))

    assert (again, bench.calls) == (result, 1)
    (event,) = of(second, TrialReused)
    assert isinstance(event, TrialReused)
    assert (event.iteration, event.source, event.source_iteration, event.result) == (2, RUN, 1, result)
    assert of(second, ExecutionStarted) == of(second, ExecutionFinished) == []
    state = await writer_of(second).catch_up()
    assert state.tree.trial(Iteration(2)).scores(5) == (result.score,)


async def test_a_result_that_was_taken_over_costs_nothing(tmp_path: Path) -> None:
    blobs, memo = MemoryBlobs(), Memo(tmp_path)
    await executions(given(blobs, "0.7"), blobs, Bench(), memo).result(place())
    log = given(blobs, "0.7")
    await executions(log, blobs, Bench(), memo).result(place())

    ledger = Ledger()
    for event in events_of(log):
        ledger = ledgers.evolve(ledger, event)
    assert ledger.cpu_s == 0


@pytest.mark.parametrize(
    "other",
    [place(fold=1), place(stage=Stage.REVALIDATION, seed=12), place(stage=Stage.FULL), place(iteration=2)],
    ids=["fold", "split", "stage", "code"],
)
async def test_what_differs_in_anything_that_matters_is_run(tmp_path: Path, other: Place) -> None:
    blobs, bench, memo = MemoryBlobs(), Bench(), Memo(tmp_path)
    log = given(blobs, "0.7", "0.8")
    some = executions(log, blobs, bench, memo)
    await some.result(place())

    await some.result(other)

    assert bench.calls == 2
    assert of(log, TrialReused) == []


async def test_a_failure_that_would_be_the_same_again_is_taken_over_too(tmp_path: Path) -> None:
    blobs, bench, memo = MemoryBlobs(), Bench(), Memo(tmp_path)
    results = [await executions(given(blobs, "crash"), blobs, bench, memo).result(place()) for _ in range(2)]

    assert ([result.status for result in results], bench.calls) == ([Status.CRASHED] * 2, 1)


@pytest.mark.parametrize("minutes", [None, 5.0])
async def test_where_the_clock_is_part_of_the_budget_nothing_is_taken_over(tmp_path: Path, minutes: float | None) -> None:
    blobs, bench, memo = MemoryBlobs(), Bench(), Memo(tmp_path)
    for _ in range(2):
        await executions(given(blobs, "0.7", minutes=minutes), blobs, bench, memo).result(place())

    assert bench.calls == (1 if minutes is None else 2)


async def test_a_result_whose_predictions_are_gone_is_no_result(tmp_path: Path) -> None:
    bench, memo = Bench(), Memo(tmp_path)
    for blobs in (MemoryBlobs(), MemoryBlobs()):
        await executions(given(blobs, "0.7"), blobs, bench, memo).result(place())

    assert bench.calls == 2


@pytest.mark.parametrize("reason", [Reason.WALL_LIMIT, Reason.MEMORY_LIMIT, Reason.NODE_LOST, Reason.KILLED, Reason.NO_WALLS])
def test_what_another_hour_or_machine_could_change_is_not_kept(tmp_path: Path, reason: Reason) -> None:
    memo = Memo(tmp_path)
    memo.keep("a" * 64, msgspec.structs.replace(KEPT, result=msgspec.structs.replace(FAILED, reason=reason)))

    assert memo.find("a" * 64) is None


def test_the_first_result_stays_and_a_broken_file_is_none(tmp_path: Path) -> None:
    memo = Memo(tmp_path)
    memo.keep("a" * 64, KEPT)
    memo.keep("a" * 64, msgspec.structs.replace(KEPT, result=scored(0.9)))
    assert memo.find("a" * 64) == KEPT

    (path,) = (path for path in tmp_path.rglob("*") if path.is_file())
    path.write_bytes(b"\xc1")
    assert memo.find("a" * 64) is None


CHANGES: dict[str, object] = {"code": BlobId("d" * 64), "sampled": True, "fold": 1, "seed": 2, "cpus": 2, "sandbox": "process", "split": None}


@pytest.mark.parametrize("name", CHANGES)
def test_a_key_holds_all_that_a_result_depends_on(name: str) -> None:
    assert key_of(msgspec.structs.replace(SAME, **{name: CHANGES[name]})) != key_of(SAME)


def test_other_packages_are_another_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    before = key_of(SAME)
    monkeypatch.setattr(memoising, "environment", lambda: "python 9")

    assert key_of(SAME) != before


async def test_answers_that_depend_on_nothing_are_marked_on_the_second_fold() -> None:
    blobs = MemoryBlobs()
    log = given(blobs, "0.7")

    async def deaf(_: object) -> Judged:
        return Judged(result=scored(0.5), printed=b"", predictions=b"id,y\n" + b"".join(b"%d,0.%d\n" % (n, n) for n in range(10, 40)))

    some = Executions(writer_of(log), blobs=blobs, clock=CountingClock(), execute=deaf, home="/nowhere")
    first, second = [await some.result(place(fold=fold)) for fold in (0, 1)]

    assert first.suspects == ()
    assert [suspect.value for suspect in second.suspects] == ["same_everywhere"]


def test_an_execution_result_of_an_older_log_has_no_marks() -> None:
    old = msgspec.msgpack.decode(msgspec.msgpack.encode({"status": "succeeded", "wall_s": 1.0, "cpu_s": 1.0}), type=ExecutionResult)

    assert old.suspects == ()


def test_the_environment_names_this_python_and_its_packages() -> None:
    lines = memoising.environment().splitlines()

    assert lines[0] == platform.python_version()
    assert any(line.startswith("numpy==") for line in lines)
    assert sum(len(line) == 64 for line in lines) >= 1
