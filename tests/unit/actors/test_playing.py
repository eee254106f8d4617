"""A recorded sweep is played back: the same choices, verdicts and skills, nothing executed, and the first difference named."""

import asyncio
from collections.abc import Sequence
from functools import reduce
from pathlib import Path

import msgspec
import pytest

from haste.actors.executing import Execute
from haste.actors.execution import Judged, Order
from haste.actors.playing import compared, played
from haste.clock.playback import Dated, PlaybackClock, grants
from haste.errors import ReplayMismatchError
from haste.events.run import BriefPrepared, ExecutionFinished, ReplyReceived, StepChosen
from haste.events.sweep import SweepResumed, SweepStarted
from haste.ports import LanguageModel
from haste.projections import run as runs
from haste.projections.recording import Recording, first_difference
from haste.projections.run import RunState
from haste.vocabulary.brief import Asked, Reply, Request, Suggestion
from haste.vocabulary.competition import Competition
from haste.vocabulary.ids import CompetitionId, SweepId, Time, run_id
from haste.vocabulary.scales import Reason, Stage, Status
from haste.wiring import closing_log, open_executions, open_language_model, open_recording, open_run_clock
from replay.diff import disagreement
from tests.builders import NOW, NS
from tests.company import Company, competitions, recorded, scores, start


def again(home: Path, log: Path, **changes: object) -> SweepStarted:
    """The start of a sweep that plays back what the log holds, on data that lie elsewhere."""
    spec = f"playback:{log}"
    started = open_recording(spec).started
    moved = competitions(home / "data", *(one.id for one in started.competitions))
    return msgspec.structs.replace(started, sweep=SweepId("new"), competitions=moved, language_model=spec, **changes)


async def play(home: Path, log: Path, *, model: LanguageModel | None = None, started: SweepStarted | None = None) -> Path:
    """The log of a sweep that plays back what another log holds."""
    spec = f"playback:{log}"
    company = Company(
        home,
        started or again(home, log),
        model=model or open_language_model(spec),
        execute=played(open_executions(spec, home=str(home))),
        clock_of=lambda seen: open_run_clock(spec, seen),
        recorded=grants(open_recording(spec)),
    )
    return await company.conduct()


def disagreement_of(old: Path, new: Path) -> object:
    with closing_log(str(old), read_only=True) as left, closing_log(str(new), read_only=True) as right:
        return disagreement(left, SweepId("old"), right, SweepId("new"))


def of(log: Path) -> Recording:
    return open_recording(f"playback:{log}")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A recorded sweep of two competitions in two rounds."""
    place = tmp_path_factory.mktemp("old")
    wanted = competitions(place / "data", "alder", "birch")
    return asyncio.run(recorded(place, *wanted, started=msgspec.structs.replace(start(*wanted), max_runs=2)))


async def test_a_sweep_played_back_agrees_and_executes_nothing(kept: Path, tmp_path: Path) -> None:
    new = await play(tmp_path / "new", kept)

    assert disagreement_of(kept, new) is None
    assert first_difference(of(kept), of(new)) is None
    assert sum(isinstance(one.event, ReplyReceived) for one in of(new).events) >= 8
    assert results(of(new)) == results(of(kept))  # with what they printed and predicted


def results(recording: Recording) -> dict[object, object]:
    ended = (one.event for one in recording.events if isinstance(one.event, ExecutionFinished))
    return {(recording.competition(event), event.iteration, event.stage, event.fold): event.result for event in ended}


async def test_a_prompt_that_has_changed_names_the_event_that_names_the_recorded_one(kept: Path, tmp_path: Path) -> None:
    started = again(tmp_path / "new", kept)
    page = tmp_path / "new" / "data" / "alder" / "prepared" / "public" / "description.md"
    page.write_text(page.read_text().replace("Predict", "Guess"))

    with pytest.raises(ReplayMismatchError, match=r"request for alder, trial 1, byte \d+: expected .*Predict.* found .*Guess") as caught:
        await play(tmp_path / "new", kept, started=started)

    recorded_at = next(one for one in of(kept).events if one.position == caught.value.position)
    assert isinstance(recorded_at.event, BriefPrepared)


class Rewriting:
    """An author whose recorded files come out with a line more."""

    def __init__(self, model: LanguageModel) -> None:
        self._model = model

    def request(self, brief: Asked) -> Request:
        return self._model.request(brief)

    async def ask(self, request: Request) -> Reply:
        reply = await self._model.ask(request)
        written = reply.of(Suggestion)
        return msgspec.structs.replace(reply, value=msgspec.structs.replace(written, code=written.code + "#\n")) if written else reply


async def test_a_solution_that_has_changed_names_its_first_execution(kept: Path, tmp_path: Path) -> None:
    model = Rewriting(open_language_model(f"playback:{kept}"))

    with pytest.raises(ReplayMismatchError, match=r"alder, trial 1, fold 0: expected solution \w{64}, found solution \w{64}") as caught:
        await play(tmp_path / "new", kept, model=model)

    recorded_at = next(one for one in of(kept).events if one.position == caught.value.position)
    assert isinstance(recorded_at.event, ExecutionFinished)


async def test_another_seed_of_executions_and_one_too_many_are_told(kept: Path, tmp_path: Path) -> None:
    orders: list[Order] = []

    async def keep(order: Order) -> Judged:
        orders.append(order)
        return await scores(order)

    execute = played(open_executions(f"playback:{kept}", home=""))
    wanted = competitions(kept.parent / "data", "alder")
    await recorded(tmp_path, *wanted, started=start(*wanted, trials=1), execute=keep)
    first = orders[0]

    assert (await execute(first)).result.status is Status.SUCCEEDED
    with pytest.raises(ReplayMismatchError, match=r"fold 0: expected seed \d+, found seed 1"):
        await execute(msgspec.structs.replace(first, seed=1))
    with pytest.raises(ReplayMismatchError, match="alder, trial 1, fold 99: expected no further execution") as caught:
        await execute(msgspec.structs.replace(first, fold=99))
    assert caught.value.position == of(kept).end


async def test_executions_run_again_agree_or_name_the_first_that_does_not(kept: Path, tmp_path: Path) -> None:
    spec = f"playback:{kept}"

    async def failing(order: Order) -> Judged:
        judged = await scores(order)
        if (order.iteration, order.stage, order.fold) != (2, Stage.FOLD, 0):
            return judged
        return msgspec.structs.replace(
            judged, result=msgspec.structs.replace(judged.result, status=Status.CRASHED, reason=Reason.EXCEPTION, score=None)
        )

    def company(home: Path, execute: Execute) -> Company:
        return Company(
            home,
            again(home, kept),
            model=open_language_model(spec),
            execute=compared(open_executions(spec, home=""), execute),
            clock_of=lambda seen: open_run_clock(spec, seen),
            recorded=grants(of(kept)),
        )

    new = await company(tmp_path / "same", scores).conduct()
    assert disagreement_of(kept, new) is None
    with pytest.raises(ReplayMismatchError, match=r"alder, trial 2, fold 0: expected succeeded, score 0\.\d+, found crashed, exception, score None"):
        await company(tmp_path / "other", failing).conduct()


async def test_an_execution_less_is_found_when_all_is_over(kept: Path) -> None:
    whole = of(kept)
    lost = next(one for one in whole.events if isinstance(one.event, ExecutionFinished) and one.event.stage is Stage.REVALIDATION)
    shorter = msgspec.structs.replace(whole, events=tuple(one for one in whole.events if one is not lost))

    found = first_difference(whole, shorter)
    more = first_difference(shorter, whole)

    assert found is not None
    assert (found.position, found.found) == (lost.position, "nothing")
    assert more is not None
    assert (more.position, more.expected, more.where) == (whole.end, "nothing", found.where)


class Ticking:
    """A clock of a run that is a second later each time."""

    def __init__(self) -> None:
        self._next: int = NOW

    def now(self) -> Time:
        self._next += NS
        return Time(self._next)


async def timed(home: Path, wanted: Sequence[Competition]) -> Path:
    """A sweep with a limit of time, under which a second passes at every look at the clock; it runs out of time."""
    clock = Ticking()
    return await Company(home, start(*wanted, trials=20, minutes=1.0), clock_of=lambda _: clock).conduct()


async def test_limits_of_time_come_out_as_they_did(tmp_path: Path) -> None:
    old = await timed(tmp_path / "old", competitions(tmp_path / "old" / "data", "alder", "birch"))

    new = await play(tmp_path / "new", old)

    trials = [one.event.now for one in of(old).events if isinstance(one.event, StepChosen)]
    assert 2 <= len(trials) < 40  # time ran out before the trials did
    assert disagreement_of(old, new) is None
    assert first_difference(of(old), of(new)) is None
    assert [one.event.now for one in of(new).events if isinstance(one.event, StepChosen)] == trials


async def test_time_in_which_nobody_worked_does_not_count(tmp_path: Path) -> None:
    old = await timed(tmp_path / "old", competitions(tmp_path / "old" / "data", "alder"))
    whole = of(old)
    third = next(one for one in whole.events if isinstance(one.event, StepChosen) and one.event.iteration == 3)
    pause = msgspec.structs.replace(third, event=SweepResumed(sweep=whole.started.sweep, epoch=2, idle_s=50.5, now=NOW))
    later = [
        msgspec.structs.replace(one, event=msgspec.structs.replace(one.event, now=Time(one.event.now + int(50.5 * NS))))
        if one.position >= third.position and isinstance(one.event, Dated)
        else one
        for one in whole.events
    ]
    at = later.index(next(one for one in later if one.position == third.position))
    resumed = msgspec.structs.replace(whole, events=(*later[:at], pause, *later[at:]))
    state = reduce(runs.evolve, [one.event for one in later[:at]], RunState(run=run_id(SweepId("old"), CompetitionId("alder"))))

    assert isinstance(third.event, StepChosen)
    assert PlaybackClock(resumed, lambda: state).now() == PlaybackClock(whole, lambda: state).now() == third.event.now
