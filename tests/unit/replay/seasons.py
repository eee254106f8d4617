"""Whole sweeps by the real actors, in memory: machines that score what stands in the code, and an author with a rule."""

import asyncio
from collections.abc import Mapping
from pathlib import Path

import msgspec

from haste.actors.executing import Executions
from haste.actors.worker import Worker
from haste.commands import Compete, ConsiderPromotion, Consolidate
from haste.events.sweep import SweepStarted
from haste.llm.scripted import ScriptedModel
from haste.store.blobs import MemoryBlobs
from haste.store.memory import MemoryLog
from haste.vocabulary.brief import Answer, Asked, Brief, ConflictBrief, GroupBrief, Learning, Learnings, Suggestion, Summary, Wording
from haste.vocabulary.competition import Competition
from haste.vocabulary.ids import CompetitionId, RunId
from haste.vocabulary.scales import Arm, Operator, Role, Sign, Tier
from tests.builders import LIMITS, append, sweep_started
from tests.logs import CountingClock
from tests.unit.actors.acting import Bench, in_folder, specialist_of, unblended, writer_of
from tests.unit.actors.conducting import CONDUCT, Crew, orchestrator_of

GAINS: Mapping[str, float] = {"one-hot": 0.10, "log-target": 0.004, "pairs": -0.05}  # what a technique adds to a score, wherever it is tried
DRAFTS = ("0.60", "0.66", "0.55")
COMPETITIONS = {"ash": "tabular", "beech": "tabular", "cedar": "tabular", "ode": "text", "poem": "text"}


class Season:
    """One finished sweep, with all that it left behind."""

    def __init__(self, started: SweepStarted) -> None:
        self.started = started
        self.log = MemoryLog(CountingClock())
        self.blobs = MemoryBlobs()


async def season(folder: Path, *, trials: int = 7, minutes: float | None = None, usd: float | None = None, transfer: bool = False) -> Season:
    """Conduct a sweep over five competitions of two domains.

    Args:
        folder: For their data.
        trials: Of each run.
        minutes: For the whole sweep; no limit where None.
        usd: The same.
        transfer: Whether briefs leave out what a competition itself has taught.
    """
    competitions = tuple(_competition(folder / name, name, domain) for name, domain in COMPETITIONS.items())
    started = msgspec.structs.replace(sweep_started(*competitions, trials=trials, minutes=minutes, max_runs=1), arm=Arm.TIERED, transfer=transfer)
    started = msgspec.structs.replace(started, budget=msgspec.structs.replace(started.budget, usd=usd))
    made = Season(started)
    append(made.log, [started])
    await orchestrator_of(made.log, _Actors(made), made.blobs).ask(CONDUCT)
    return made


def made_season(folder: Path, *, trials: int = 7, minutes: float | None = None, usd: float | None = None, transfer: bool = False) -> Season:
    """The same from a place that cannot wait."""
    return asyncio.run(season(folder, trials=trials, minutes=minutes, usd=usd, transfer=transfer))


class _Actors(Crew):
    """Workers and specialists as they are, in this very process."""

    def __init__(self, made: Season) -> None:
        super().__init__(made.log)
        self._made = made
        self._specialist = specialist_of(made.log, made.blobs, ScriptedModel(author))

    async def send(self, run: RunId, domain: str) -> None:
        self.sent.append((run, domain))
        log, blobs = self._made.log, self._made.blobs
        writer = writer_of(log, actor=f"worker:{run}", run=run)
        executions = Executions(writer, blobs=blobs, clock=CountingClock(), execute=unblended(Bench()), home="/nowhere")
        await Worker(writer, executions, blobs=blobs, clock=CountingClock(), specialist=self._specialist, home="/nowhere").ask(Compete(run=run))

    async def consider(self, domain: str, command: Consolidate | ConsiderPromotion) -> None:
        self.told.append((domain, command))
        await self._specialist.ask(command)


def author(brief: Asked) -> Answer | None:
    """Drafts of three qualities; then each technique in turn, which adds to the quality of the incumbent what it is worth."""
    match brief:
        case GroupBrief():
            return Wording(title=f"Use: {brief.group.technique}", when="There are columns.", when_not="There are none.", instructions="Do it.")
        case ConflictBrief():
            return None
        case Brief(role=Role.SUMMARISE):
            return Summary(text=f"phase {brief.phase}")
        case Brief(role=Role.DISTIL):
            return Learnings(learnings=tuple(_learning(technique) for technique in GAINS))
        case Brief():
            return _suggestion(brief)


def _suggestion(brief: Brief) -> Suggestion | None:
    number = sum(attempt.operator == brief.role.value for attempt in brief.history)
    if brief.role.value == Operator.DRAFT:
        return _written(f"draft {number}", DRAFTS[number], None, brief)
    if brief.incumbent is None:
        return None
    technique = tuple(GAINS)[number % len(GAINS)]
    quality = float(brief.incumbent.code.partition("#")[0]) + GAINS[technique]
    return _written(f"{brief.role} {number}", f"{quality:.3f}", technique, brief)


def _written(title: str, quality: str, cause: str | None, brief: Brief) -> Suggestion:
    code = f"{quality} # {brief.competition.id} {title}"
    cited = tuple(loaded.skill.id for loaded in brief.skills if loaded.skill.technique == cause)
    return Suggestion(title=title, cause=cause, skills=cited, code=code, blueprint=code.encode(), resources=LIMITS)


def _learning(technique: str) -> Learning:
    sign = Sign.HELPS if GAINS[technique] > 0 else Sign.HARMS
    return Learning(technique=technique, title=technique, when="", when_not="", instructions="Do it.", sign=sign, tier=Tier.DOMAIN)


def _competition(folder: Path, name: str, domain: str) -> Competition:
    return msgspec.structs.replace(in_folder(folder), id=CompetitionId(name), name=name, domain=domain)
