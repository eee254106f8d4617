"""A stage for plain actors: a log and blobs in memory, machines that score what stands in the code, an author with a rule."""

import hashlib
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

import msgspec

from haste.actors.briefing import Briefing
from haste.actors.consolidating import Consolidator
from haste.actors.deciding import Writer, fence
from haste.actors.executing import Execute, Executions
from haste.actors.execution import Judged, Order
from haste.actors.inventory import Inventory
from haste.actors.phasing import Chronicler
from haste.actors.specialist import Specialist
from haste.actors.worker import Worker
from haste.briefs.assemble import Knowledge
from haste.errors import UnavailableError
from haste.events.codec import typed
from haste.events.event import Event, Recorded
from haste.events.run import ExecutionFinished, ProposalMade
from haste.llm.scripted import ScriptedModel
from haste.ports import BlobStore, EventLog, Expected, LanguageModel, SkillIndex, Write
from haste.projections import run as runs
from haste.projections.following import Follower
from haste.projections.memory import MemoryFollower
from haste.projections.run import RunState
from haste.store.blobs import MemoryBlobs
from haste.store.memory import MemoryLog
from haste.vocabulary.brief import Answer, Asked, Brief, Heading, Idea, Plan, Suggestion, Summary
from haste.vocabulary.competition import Competition
from haste.vocabulary.ids import BlobId, Position, RunId, run_stream, sweep_stream
from haste.vocabulary.judgement import ExecutionResult
from haste.vocabulary.scales import Operator, Reason, Role, Stage, Status
from tests.builders import LIMITS, RUN, SWEEP, competition
from tests.logs import CountingClock

Place = tuple[str, Stage, int]  # code, stage, fold
QUALITIES = {
    Operator.DRAFT: ("0.60", "crash", "0.70"),
    Operator.IMPROVE: ("0.76", "crash", "0.30", "0.82", "0.80"),
    Operator.DEBUG: ("0.75",),
    Operator.MERGE: ("0.79",),
}
PLAN = Plan(headings=(Heading(title="Columns", ideas=(Idea(text="one"), Idea(text="two"))), Heading(title="Models", ideas=(Idea(text="three"),))))
KNOWLEDGE = Knowledge(guidance="Look.", techniques=("one-hot",))
GONE = UnavailableError(expected="an answer", found="nobody", where="a test", next_step="Ask again.")


class DatedBlobs(MemoryBlobs):
    """Blobs that know how long the log was when they came."""

    def __init__(self, log: EventLog) -> None:
        super().__init__()
        self._log = log
        self._came: dict[BlobId, int] = {}

    def put(self, data: bytes) -> BlobId:
        blob = super().put(data)
        self._came.setdefault(blob, self._log.head().position)
        return blob

    def before(self, position: int, log: EventLog) -> "DatedBlobs":
        """Those that were there when the event at a position was appended."""
        cut = DatedBlobs(log)
        for blob, came in self._came.items():
            if came < position:
                cut.put(self.get(blob))
        return cut


class Bench:
    """Stands for the machines: a code is its own quality, and says when it crashes.

    "crash" always does, "0.9 crash late" on all folds but the first, "again" on the fresh split, "full" on all rows.
    """

    def __init__(self, *, losing: Sequence[int] = ()) -> None:
        self.ran: list[Place] = []
        self._losing = losing  # calls, from 1, whose machine goes away
        self.calls = 0

    async def __call__(self, order: Order) -> Judged:
        self.calls += 1
        if self.calls in self._losing:
            raise GONE
        self.ran.append((order.code.decode(), order.stage, order.fold))
        return judged(order)


def judged(order: Order) -> Judged:
    """What the machines make of an order: always the same."""
    code = order.code.decode().partition("#")[0]
    quality, _, crash = code.partition("crash")
    words = {Stage.FOLD: "late" if order.fold else "", Stage.REVALIDATION: "again", Stage.FULL: "full"}
    if "crash" in code and crash.strip() in ("", words[order.stage]):
        failure = ExecutionResult(status=Status.CRASHED, reason=Reason.EXCEPTION, message="boom", wall_s=0.5, cpu_s=0.5)
        return Judged(result=failure, printed=b"Traceback: boom", predictions=None)
    chance = hashlib.sha256(b"%s %d %d" % (order.code, order.fold, order.split.seed)).digest()[0] / 255
    score = None if order.stage is Stage.FULL else float(quality) + 0.01 * chance
    return Judged(result=ExecutionResult(status=Status.SUCCEEDED, wall_s=1.0, cpu_s=1.0, score=score), printed=b"", predictions=b"id,y\n")


def unblended(execute: Execute) -> Execute:
    """The same machines for whole runs: scores by chance have no answers behind them that an ensemble could blend."""

    async def executed(order: Order) -> Judged:
        found = await execute(order)
        return msgspec.structs.replace(found, predictions=None) if order.stage is Stage.FOLD else found

    return executed


def author(brief: Asked) -> Answer | None:
    """The same answer to the same brief: the next quality for what it is asked, none after the last; runs teach it nothing."""
    if not isinstance(brief, Brief):
        return None
    if brief.role is Role.SUMMARISE:
        return Summary(text=f"phase {brief.phase}: {len(brief.history)} attempts")
    if brief.role is Role.PLAN:
        return PLAN
    return _suggestion(brief) if brief.role.value in list(Operator) else None


def _suggestion(brief: Brief) -> Suggestion | None:
    operator = Operator(brief.role.value)
    number = sum(attempt.operator is operator for attempt in brief.history)
    qualities = QUALITIES[operator]
    if number >= len(qualities):
        return None
    code = f"{qualities[number]} # {brief.role} {number}"
    return Suggestion(title=f"{brief.role} {number}", cause="one-hot", code=code, blueprint=code.encode(), resources=LIMITS)


def in_folder(place: Path, *, rows: int = 20) -> Competition:
    """A competition whose public folder lies there."""
    public = place / "public"
    public.mkdir(parents=True)
    lines = "".join(f"{number},{number % 7},{('no', 'yes')[number % 2]}\n" for number in range(rows))
    (public / "train.csv").write_text(f"id,x,y\n{lines}", encoding="utf-8")
    (public / "test.csv").write_text("id,x\n90,1\n91,2\n", encoding="utf-8")
    (public / "sample_submission.csv").write_text("id,y\n90,0.5\n91,0.5\n", encoding="utf-8")
    return msgspec.structs.replace(competition(), public=str(public))


def writer_of(log: EventLog, *, actor: str = f"worker:{RUN}", epoch: int = 1, run: RunId = RUN) -> Writer[RunState]:
    follower = Follower(log, (sweep_stream(SWEEP), run_stream(run)), RunState(run=run), runs.evolve)
    return Writer(follower, log, actor=f"{actor}#{epoch}", correlation=SWEEP, check=lambda state: fence(epoch, state.sweep.epoch))


def executions_of(log: EventLog, blobs: BlobStore, bench: Execute, *, actor: str = f"worker:{RUN}") -> Executions:
    return Executions(writer_of(log, actor=actor), blobs=blobs, clock=CountingClock(), execute=bench, home="/nowhere")


def consolidator_of(log: EventLog, blobs: BlobStore, model: LanguageModel, *, actor: str = "specialist:tabular") -> Consolidator:
    return Consolidator(
        memory=Writer(
            MemoryFollower(log, only=SWEEP),
            log,
            actor=f"{actor}#1",
            correlation=SWEEP,
            check=lambda memory: fence(1, memory.epochs.get(SWEEP, 0)),
        ),
        open_run=lambda run: writer_of(log, actor=actor, run=run),
        blobs=blobs,
        clock=CountingClock(),
        language_model=model,
        knowledge=KNOWLEDGE,
    )


def no_index() -> SkillIndex:
    """Few skills need no index."""
    raise AssertionError("the index was asked")


def specialist_of(log: EventLog, blobs: BlobStore, model: LanguageModel) -> Specialist:
    def open_run(run: RunId) -> Writer[RunState]:
        return writer_of(log, actor="specialist:tabular", run=run)

    briefing = Briefing(blobs=blobs, knowledge=KNOWLEDGE, remembered=Inventory(log, only=SWEEP, open_index=no_index).loaded)
    return Specialist(
        open_run=open_run,
        blobs=blobs,
        language_model=model,
        briefing=briefing,
        chronicler=Chronicler(open_run=open_run, blobs=blobs, clock=CountingClock(), language_model=model, briefing=briefing),
        consolidator=consolidator_of(log, blobs, model),
    )


def worker_of(log: EventLog, blobs: BlobStore, bench: Bench, model: ScriptedModel | None = None) -> Worker:
    writer = writer_of(log)
    return Worker(
        writer,
        Executions(writer, blobs=blobs, clock=CountingClock(), execute=unblended(bench), home="/nowhere"),
        blobs=blobs,
        clock=CountingClock(),
        specialist=specialist_of(log, blobs, model or ScriptedModel(author)),
        home="/nowhere",
    )


def events_of(log: EventLog) -> list[Event]:
    return [recorded.event for recorded in typed(log.tail(after=Position(0), limit=100_000))]


def _written(page: Sequence[Recorded]) -> Write:
    """The write that brought these events of one stream."""
    first = page[0]
    return Write(
        stream=first.stream,
        events=tuple(recorded.event for recorded in page),
        expected=Expected.ANY,
        actor=first.actor,
        causation=first.causation,
        correlation=first.correlation,
    )


def cut(log: MemoryLog, position: int) -> MemoryLog:
    """A log that holds the first events of another one, under the same keys."""
    shorter = MemoryLog(CountingClock())
    for key, page in groupby(typed(log.tail(after=Position(0), limit=position)), key=lambda recorded: recorded.key):
        streams = groupby(page, key=lambda recorded: recorded.stream)
        shorter.append([_written(tuple(same)) for _, same in streams], key=key)
    return shorter


def ends_of_calls(log: MemoryLog) -> list[int]:
    """Positions after which a writer can die: an append is whole or not there."""
    page = log.tail(after=Position(0), limit=100_000)
    return [stored.position for stored, after in zip(page, [*page[1:], None], strict=True) if after is None or after.key != stored.key]


def finished_places(log: EventLog, blobs: BlobStore) -> list[Place]:
    """Executions that a log holds a result of."""
    places: list[Place] = []
    codes: dict[int, str] = {}
    for event in events_of(log):
        if isinstance(event, ProposalMade):
            codes[event.iteration] = blobs.get(event.proposal.solution.code).decode()
        if isinstance(event, ExecutionFinished):
            places.append((codes[event.iteration], event.stage, event.fold))
    return places
