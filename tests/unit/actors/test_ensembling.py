"""The best solutions of a run are blended, judged together, fitted and submitted; from every place where a process can die."""

from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec
import numpy as np
import pytest

from haste.actors.executing import Executions
from haste.actors.execution import Judged, Order
from haste.actors.worker import Worker
from haste.commands import Compete
from haste.evaluation import metrics, scoring, tables, views
from haste.events.codec import typed
from haste.events.event import Event
from haste.events.run import EnsembleJudged, ExecutionStarted, FinalistRevalidated, SubmissionChosen
from haste.llm.scripted import ScriptedModel
from haste.seeds import derive
from haste.store.memory import MemoryLog
from haste.vocabulary.brief import Suggestion
from haste.vocabulary.budget import Lease
from haste.vocabulary.competition import Competition
from haste.vocabulary.ids import Position, Time, run_stream
from haste.vocabulary.judgement import ExecutionResult
from haste.vocabulary.scales import AnswerForm, Blend, Operator, Reason, Stage, Status
from replay.comparing import Difference
from replay.diff import disagreement
from replay.every import Checked, checked
from tests.builders import LIMITS, RUN, SWEEP, append, granted, log_of, probed, round_started, run_started, sweep_started
from tests.logs import CountingClock
from tests.unit.actors.acting import DatedBlobs, cut, ends_of_calls, events_of, in_folder, specialist_of, writer_of

DRAFTS = ("1 noise 1.0", "2 noise 1.1", "3 noise 3.0")
ROWS = 200
AFTER = ("4 noise 3.0", "5 noise 3.0", "6 noise 0.85")  # the winner's line, with one gain at its end; then the runner-up's


class Answering:
    """Stands for the machines: "SEED noise SIZE" answers the truth with errors of its own of that size, "crash STAGE" fails there."""

    def __init__(self) -> None:
        self.ran: list[tuple[str, Stage, int]] = []

    async def __call__(self, order: Order) -> Judged:
        code = order.code.decode()
        self.ran.append((code, order.stage, order.fold))
        if f"crash {order.stage}" in code:
            failure = ExecutionResult(status=Status.CRASHED, reason=Reason.EXCEPTION, message="boom", wall_s=0.5, cpu_s=0.5)
            return Judged(result=failure, printed=b"", predictions=None)
        seed, _, size = code.split()[:3]
        chance = np.random.default_rng(derive(int(seed), order.stage, order.fold, "errors"))
        labels = order.competition.form is AnswerForm.LABEL
        if order.stage is Stage.FULL:
            ids, truth, answers = ["90", "91"], np.array([0.0, 1.0]), None
        else:
            answers = tables.read(views.fold_view(order.competition, order.split, order.fold, folder=Path(order.home) / "views").answers)
            ids, truth = answers["id"].tolist(), (answers["y"] == "yes").to_numpy(float) if labels else tables.numbers(answers["y"])
        said = 1 / (1 + np.exp(-(truth - 0.5 + float(size) * chance.normal(size=len(truth)))))
        shares = csv("id,no,yes", (f"{row},{1 - value!r},{value!r}" for row, value in zip(ids, said.tolist(), strict=True)))
        written = csv(
            "id,y", (f"{row},{('no', 'yes')[value > 0.5] if labels else repr(value)}" for row, value in zip(ids, said.tolist(), strict=True))
        )
        score = None if answers is None else scoring.score(written, answers, order.competition)
        result = ExecutionResult(status=Status.SUCCEEDED, wall_s=1.0, cpu_s=1.0, score=score)
        return Judged(result=result, printed=b"", predictions=written, written=shares if labels else None)


def csv(header: str, lines: Iterable[str]) -> bytes:
    return "\n".join([header, *lines, ""]).encode()


def started(competition: Competition) -> MemoryLog:
    return log_of(sweep_started(competition, trials=8), probed(), round_started(), run_started(), granted(Lease(trials=8)))


async def run_on(log: MemoryLog, home: Path, *codes: str, blobs: DatedBlobs | None = None) -> Answering:
    """Bring the run of a log to its end, by an author that answers each trial with the code of its number."""
    bench, blobs = Answering(), blobs or DatedBlobs(log)

    def author(asked: object) -> Suggestion | None:
        role, history = getattr(asked, "role", None), getattr(asked, "history", ())
        if role is None or role.value not in list(Operator) or len(history) >= len(codes):
            return None
        return Suggestion(title="a try", cause="one-hot", code=codes[len(history)], resources=LIMITS)

    writer = writer_of(log)
    executions = Executions(writer, blobs=blobs, clock=CountingClock(), execute=bench, home=str(home))
    specialist = specialist_of(log, blobs, ScriptedModel(author))
    await Worker(writer, executions, blobs=blobs, clock=CountingClock(), specialist=specialist, home=str(home)).ask(Compete(run=RUN))
    return bench


def one(log: MemoryLog, kind: type[Event]) -> Event:
    (event,) = (event for event in events_of(log) if isinstance(event, kind))
    return event


def together(log: MemoryLog) -> EnsembleJudged:
    event = one(log, EnsembleJudged)
    assert isinstance(event, EnsembleJudged)
    return event


def submission(log: MemoryLog) -> SubmissionChosen:
    event = one(log, SubmissionChosen)
    assert isinstance(event, SubmissionChosen)
    return event


def of_the_end(found: Checked, log: MemoryLog) -> list[Difference]:
    """What comes out otherwise from the ensemble on; round and lease of these logs were never decided."""
    own = {recorded.position for recorded in typed(log.read(run_stream(RUN)))}
    return [one for one in found.differences if one.position in own]


async def test_solutions_with_errors_of_their_own_are_blended_judged_again_and_submitted(tmp_path: Path) -> None:
    log = started(in_folder(tmp_path, rows=ROWS))
    blobs = DatedBlobs(log)

    bench = await run_on(log, tmp_path, *DRAFTS, *AFTER, blobs=blobs)

    judged, chosen = together(log), submission(log)
    revalidated = [event for event in events_of(log) if isinstance(event, FinalistRevalidated)]
    assert (judged.accepted, [member.iteration for member in judged.members]) == (True, [1, 6, 2])
    assert judged.lift is not None
    assert judged.lift.mean > 0
    assert [(event.iteration, bool(event.members)) for event in revalidated] == [(1, False), (1, True), (6, False)]
    assert (chosen.members, chosen.validation) == (judged.members, revalidated[1].score)
    assert (chosen.iteration, blobs.get(chosen.solution).decode()) == (1, DRAFTS[0])
    assert len(bench.ran) == len(set(bench.ran)), "a finalist that is a member too is executed once"
    assert of_the_end(checked(log, None), log) == [], "and decided again it comes out the same"
    fitted = [code for code, stage, _ in bench.ran if stage is Stage.FULL]
    assert sorted(fitted) == sorted((DRAFTS[0], DRAFTS[1], AFTER[2])), "each once"
    ranks = [line.split(",") for line in blobs.get(chosen.submission).decode().splitlines()]
    assert [row[0] for row in ranks] == ["id", "90", "91"]
    assert sorted(float(value) for _, value in ranks[1:]) == pytest.approx(sorted([0.5, 1.0])), "ranks of two rows, all three agree"
    assert chosen.alone is not None


async def test_solutions_that_answer_with_labels_are_blended_by_how_sure_they_were(tmp_path: Path) -> None:
    labels = msgspec.structs.replace(in_folder(tmp_path, rows=ROWS), form=AnswerForm.LABEL, metric=metrics.resolve("accuracy"))
    log = started(labels)
    blobs = DatedBlobs(log)

    await run_on(log, tmp_path, *DRAFTS, *AFTER, blobs=blobs)

    assert (together(log).blend, together(log).accepted) == (Blend.LIKELIEST, True)
    assert [event.score is not None for event in events_of(log) if isinstance(event, FinalistRevalidated)] == [True] * 3
    assert blobs.get(submission(log).submission) == b"id,y\n90,no\n91,yes\n"
    assert of_the_end(checked(log, None), log) == []


async def test_a_run_that_is_cut_off_in_its_end_goes_on_and_agrees_with_an_undisturbed_one(tmp_path: Path) -> None:
    whole = started(in_folder(tmp_path, rows=ROWS))
    blobs = DatedBlobs(whole)
    await run_on(whole, tmp_path, *DRAFTS, *AFTER, blobs=blobs)
    kinds = (EnsembleJudged, FinalistRevalidated, SubmissionChosen)
    moments = [one.position for one in typed(whole.tail(after=Position(0), limit=1000)) if isinstance(one.event, kinds)]
    assert len(moments) == 5

    for end in sorted({max(end for end in ends_of_calls(whole) if end < moment) for moment in moments} | set(moments)):
        log = cut(whole, end)
        left = blobs.before(end, log)

        await run_on(log, tmp_path, *DRAFTS, *AFTER, blobs=left)

        assert disagreement(whole, SWEEP, log, SWEEP) is None, f"cut after event {end}"
        assert (submission(log).submission, together(log).scores) == (submission(whole).submission, together(whole).scores), f"cut after event {end}"


async def test_where_the_full_fit_of_a_member_fails_the_best_solution_alone_is_submitted(tmp_path: Path) -> None:
    log = started(in_folder(tmp_path, rows=ROWS))

    await run_on(log, tmp_path, DRAFTS[0], f"{DRAFTS[1]} crash full", DRAFTS[2], *AFTER)

    assert together(log).accepted
    assert (submission(log).members, submission(log).alone, submission(log).iteration) == ((), None, 1)


async def test_an_ensemble_whose_member_fails_on_the_fresh_split_has_no_score_there(tmp_path: Path) -> None:
    log = started(in_folder(tmp_path, rows=ROWS))

    await run_on(log, tmp_path, DRAFTS[0], f"{DRAFTS[1]} crash revalidation", DRAFTS[2], *AFTER)

    found = [event.score is None for event in events_of(log) if isinstance(event, FinalistRevalidated)]
    assert found == [False, True, False]
    assert submission(log).members == ()


async def test_solutions_that_agree_make_no_ensemble_and_the_log_says_so(tmp_path: Path) -> None:
    log = started(in_folder(tmp_path, rows=ROWS))

    await run_on(log, tmp_path, "1 noise 0.2", "1 noise 0.21", "3 noise 3.0", "1 noise 0.22")

    assert (together(log).accepted, together(log).reason) == (False, Reason.NO_GAIN)
    assert submission(log).members == ()


async def test_one_solution_makes_no_ensemble(tmp_path: Path) -> None:
    log = started(in_folder(tmp_path, rows=ROWS))

    await run_on(log, tmp_path, DRAFTS[0])

    assert [event for event in events_of(log) if isinstance(event, EnsembleJudged)] == []
    assert submission(log).members == ()


async def late(tmp_path: Path, *, before: Callable[[Event], bool]) -> MemoryLog:
    """A run whose deadline had passed when it came to its first event of a kind beyond its search."""
    whole = started(in_folder(tmp_path, rows=ROWS))
    blobs = DatedBlobs(whole)
    await run_on(whole, tmp_path, *DRAFTS, *AFTER, blobs=blobs)
    recorded = typed(whole.tail(after=Position(0), limit=1000))
    judged = next(one.position for one in recorded if isinstance(one.event, EnsembleJudged))
    place = next(one.position for one in recorded if one.position >= judged and before(one.event))
    log = cut(whole, place - 1)
    append(log, [granted(Lease(trials=8, deadline=Time(1)))])
    await run_on(log, tmp_path, *DRAFTS, *AFTER, blobs=blobs.before(place, log))
    return log


async def test_after_its_deadline_a_run_blends_nothing(tmp_path: Path) -> None:
    log = await late(tmp_path, before=lambda event: isinstance(event, EnsembleJudged))

    assert [event for event in events_of(log) if isinstance(event, EnsembleJudged)] == []
    assert submission(log).members == ()


async def test_after_its_deadline_a_run_fits_one_solution_and_not_three(tmp_path: Path) -> None:
    log = await late(tmp_path, before=lambda event: isinstance(event, ExecutionStarted) and event.stage is Stage.FULL)

    assert together(log).accepted
    assert (submission(log).members, submission(log).iteration) == ((), 1)
    assert of_the_end(checked(log, None), log) == []
