"""Decides again what was decided about the skills of a sweep: what runs taught, what was tidied up, and all verdicts of the gate."""

from collections.abc import Iterator

import msgspec

from haste.commands import ConsiderPromotion, Consolidate
from haste.decisions import again, consolidation, merging, recipes, reconciling
from haste.decisions.abstracting import Said
from haste.decisions.learning import Taught
from haste.errors import ReplayMismatchError
from haste.events.event import Event
from haste.events.run import LearningsDistilled
from haste.events.sweep import SweepStarted
from haste.ports import BlobStore, EventLog
from haste.projections.memory import Memory
from haste.thresholds import RULES, Thresholds
from haste.vocabulary.ids import CompetitionId, Position, RunId, run_id
from replay.agenda import Agenda, Item, Stage
from replay.comparing import Difference, compared
from replay.past import every
from replay.recalling import Payloads, taught
from replay.remembering import Both, Remembering
from replay.saying import Asked, Spoken, recorded


class Decided(msgspec.Struct, frozen=True, kw_only=True):
    """One item of the agenda, decided again on what was recorded."""

    item: Item
    differences: tuple[Difference, ...] = ()
    skipped: bool = False  # it needs blobs, and there are none


class Gate:
    """Decides again, by the recorded rule on the recorded history, whatever was decided about the skills of one sweep.

    Args:
        log: Where the events are. Others must not append meanwhile: `replay.past.PastLog` sees to that.
        blobs: Where the words are; None where nobody kept them, and what needs words is passed over.
        started: The start of the sweep.
    """

    def __init__(self, log: EventLog, blobs: BlobStore | None, started: SweepStarted) -> None:
        self.spoken = Spoken()
        self.taught: dict[Position, Taught] = {}  # by the position of the distillation
        self.items = Agenda(started.sweep).gather(every(log))
        self._log = log
        self._blobs = blobs
        self._started = started
        self._rules = rules_of(started)

    def competition_of(self, run: RunId) -> CompetitionId | None:
        """What a run of the sweep competed on."""
        return next((one.id for one in self._started.competitions if run_id(self._started.sweep, one.id) == run), None)

    def decided(self) -> Iterator[Decided]:
        """Each item, in the order of what it saw."""
        found: list[Decided] = []

        def settle(item: Item, both: Both) -> tuple[Event, ...]:
            found.append(self._decided(item, both.recorded))
            return tuple(one.event for one in item.recorded)

        started = self._started
        Remembering(self._log, started.sweep, only=started.warm.only(started.sweep), instead={}).walk(self.items, settle)
        return iter(found)

    def _decided(self, item: Item, memory: Memory) -> Decided:
        if item.stage is Stage.REST:
            return Decided(item=item)
        if self._blobs is None and (item.stage is Stage.LEARNING or item.consulted):
            return Decided(item=item, skipped=True)
        position = item.recorded[0].position if item.recorded else item.read_to
        payloads = Payloads(self._blobs, position) if self._blobs else None
        asked, brought = self._recalled(item, memory, payloads)
        if payloads is not None and payloads.missing:
            return Decided(item=item, differences=tuple(payloads.missing))
        replayed = decide(item, memory, self._rules, said=asked.said(), brought=brought)
        return Decided(item=item, differences=compared(item.recorded, replayed, position=position))

    def _recalled(self, item: Item, memory: Memory, payloads: Payloads | None) -> tuple[Asked, Taught | None]:
        """What authors said for it, which is kept for whoever supposes something else."""
        asked, brought = Asked(), None
        if payloads is not None and isinstance(item.command, ConsiderPromotion):
            asked = recorded(item, memory, self._rules, payloads)
            self.spoken.keep(item.command, asked, memory, self._rules)
        if payloads is not None and isinstance(item.command, LearningsDistilled):
            payloads.bytes_of("request", item.command.request)
            brought = taught(self._log, self._started, item.command, payloads)
            if brought is not None:
                self.taught[item.recorded[0].position] = brought
        return asked, brought


def rules_of(started: SweepStarted) -> Thresholds:
    """The rule version of a sweep.

    Raises:
        ReplayMismatchError: This code does not have it.
    """
    if started.rule in RULES:
        return RULES[started.rule]
    raise ReplayMismatchError(
        position=0,
        expected=f"rules {started.rule}, by which sweep {started.sweep} decided",
        found=f"only {', '.join(RULES)}",
        where="rules of this code",
        next_step="Replay the log with the version of haste that wrote it.",
    )


def decide(item: Item, memory: Memory, rules: Thresholds, *, said: Said, brought: Taught | None) -> tuple[Event, ...]:
    """What an item comes to on a memory, by these constants.

    Args:
        item: What was asked for.
        memory: To decide on.
        rules: To decide by.
        said: What authors said for it, where the gate decides.
        brought: What the run brought, where it is a distillation; None gives nothing.
    """
    match item.command:
        case ConsiderPromotion():
            return consolidation.decide(item.command, memory, said=said, rules=rules)
        case LearningsDistilled():
            return again.learn(item.command, brought, memory, rules) if brought else ()
        case Consolidate():
            return _tidied(item.stage, item.command, memory, rules)
        case _:
            return ()


def _tidied(stage: Stage, command: Consolidate, memory: Memory, rules: Thresholds) -> tuple[Event, ...]:
    match stage:
        case Stage.RECONCILING:
            return reconciling.decide(command, memory, rules)
        case Stage.MERGING:
            return merging.decide(command, memory, rules)
        case _:
            return recipes.decide(command, memory, rules)
