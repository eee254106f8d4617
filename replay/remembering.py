"""Two memories of one log: as it was recorded, and as it would be with other decisions in the place of some."""

from collections import deque
from collections.abc import Callable, Iterable, Mapping

import msgspec

from haste.events.event import Event, Recorded
from haste.events.skill import SkillAbstracted, SkillImported, SkillLearned
from haste.events.sweep import RoundStarted
from haste.ports import EventLog
from haste.projections import memory as memories
from haste.projections.memory import Memory
from haste.vocabulary.ids import Position, SweepId
from replay.agenda import Item
from replay.past import every


class Both(msgspec.Struct, frozen=True, kw_only=True):
    """What is remembered at one place of the log."""

    recorded: Memory = Memory()
    supposed: Memory = Memory()


Settle = Callable[[Item, Both], tuple[Event, ...]]  # gives the events that stand in place of the recorded ones in the supposed memory


class Remembering:
    """Folds a log once into both memories, and stops where something was decided.

    Args:
        log: Where the events are.
        sweep: Whose decisions are replaced.
        only: The sweep whose events count; those of all sweeps where None.
        instead: Events to fold in place of single recorded ones, by position.
    """

    def __init__(self, log: EventLog, sweep: SweepId, *, only: SweepId | None, instead: Mapping[Position, tuple[Event, ...]]) -> None:
        self.rounds: list[Both] = []  # what each round of the sweep began with
        self._log = log
        self._sweep = sweep
        self._only = only
        self._both = Both()
        self._instead = dict(instead)

    def walk(self, items: Iterable[Item], settle: Settle) -> None:
        """Fold the whole log, and settle each item on what it saw.

        Args:
            items: In the order of what they saw.
            settle: Called once for each.
        """
        waiting = deque(items)
        for recorded in every(self._log):
            while waiting and waiting[0].read_to < recorded.position:
                self._settle(waiting.popleft(), settle)
            if isinstance(recorded.event, RoundStarted) and recorded.event.sweep == self._sweep:
                self.rounds.append(self._both)
            self._fold(recorded)
        while waiting:
            self._settle(waiting.popleft(), settle)

    def _settle(self, item: Item, settle: Settle) -> None:
        """What nothing was recorded of happens at once; else its events take the place of the first recorded one."""
        events = settle(item, self._both)
        self._instead |= {recorded.position: () for recorded in item.recorded}
        if item.recorded:
            self._instead[item.recorded[0].position] = events
        else:
            self._both = msgspec.structs.replace(self._both, supposed=_folded(self._both.supposed, events))

    def _fold(self, recorded: Recorded) -> None:
        before, counts = self._both, self._only in (None, recorded.correlation)
        events = self._instead.pop(recorded.position, (recorded.event,))
        after = _folded(before.recorded, (recorded.event,)) if counts else _forgotten(before.recorded, recorded.event)
        if before.supposed is before.recorded and events == (recorded.event,):
            self._both = Both(recorded=after, supposed=after)
            return
        supposed = _folded(before.supposed, events) if counts else _forgotten(before.supposed, recorded.event)
        self._both = Both(recorded=after, supposed=supposed)


def _folded(memory: Memory, events: Iterable[Event]) -> Memory:
    for event in events:
        memory = memories.evolve(memory, event)
    return memory


def _forgotten(memory: Memory, event: Event) -> Memory:
    """Of a sweep that is not remembered nothing counts but the names of its skills."""
    if isinstance(event, SkillLearned | SkillAbstracted | SkillImported):
        return msgspec.structs.replace(memory, forgotten=(*memory.forgotten, event.value))
    return memory
