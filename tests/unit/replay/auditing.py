"""Audits of hand-made histories."""

from collections.abc import Callable

from haste.clock.system import SystemClock
from haste.events.codec import typed
from haste.events.event import Event
from haste.events.skill import SkillAbstracted
from haste.ports import Expected, Write
from haste.store.memory import MemoryLog
from haste.vocabulary.ids import Position, SkillId
from haste.vocabulary.scales import Warmth
from replay.audit import Audit, audit
from tests.unit.replay.histories import History


def promoted(*, meanwhile: int = 0, warm: Warmth = Warmth.COLD) -> tuple[History, SkillAbstracted]:
    """A sweep in which one-hot paid in both competitions, and became a skill of the domain tier."""
    history = History(warm=warm)
    history.starts()
    history.tries("leaf", 0.3)
    history.tries("moss", 0.2)
    history.distils("leaf")
    event = history.considers(meanwhile=meanwhile)
    assert isinstance(event, SkillAbstracted)
    return history, event


def audited(history: History, skill: str) -> Audit:
    return audit(history.log, history.blobs, SkillId(skill))


def rewritten(history: History, change: Callable[[Event], Event]) -> History:
    """The same history with other events in it, in a log whose chain holds."""
    other = History(MemoryLog(SystemClock()), history.blobs)
    for one in typed(history.log.tail(after=Position(0), limit=10_000)):
        write = Write(stream=one.stream, events=(change(one.event),), expected=Expected.ANY, actor=one.actor, correlation=one.correlation)
        other.log.append([write], key=f"again-{one.position}")
    return other


def where(found: Audit) -> list[tuple[int, str]]:
    return [(difference.position, difference.field) for difference in found.differences]
