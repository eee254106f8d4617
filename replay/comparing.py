"""Is a recorded event the one that deciding again gives? Field by field, down to the innermost."""

import math
from collections.abc import Iterator, Sequence

import msgspec

from haste.events.codec import tag, typed
from haste.events.event import Event, Recorded
from haste.events.sweep import PromotionRefused, SweepStarted, TechniqueReconciled
from haste.ports import EventLog
from haste.thresholds import RULES, written
from haste.vocabulary.ids import Position, SweepId, sweep_stream

_RELATIVE = 1e-9  # mathematical libraries of two machines may differ in the last digits of a logarithm; a threshold moves more than that
_ABSOLUTE = 1e-12
_NOTHING = "nothing"


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """One place where the log and the replay do not agree."""

    position: Position  # of the recorded event
    field: str  # dotted path in the event; "log", "rule", "event" or a rule's constant where it is no field
    recorded: str
    replayed: str


def differences(recorded: Recorded, replayed: Sequence[Event]) -> tuple[Difference, ...]:
    """How a recorded event differs from the one of its kind, about the same thing, among those that were decided again."""
    event = recorded.event
    same = [other for other in replayed if _pair(event, other)]
    if not same:
        found = "; ".join(map(_told, replayed)) or _NOTHING
        return (Difference(position=recorded.position, field="event", recorded=_told(event), replayed=found),)
    pairs = _unequal(msgspec.to_builtins(event), msgspec.to_builtins(same[0]), "")
    return tuple(Difference(position=recorded.position, field=path, recorded=left, replayed=right) for path, left, right in pairs)


def constants(log: EventLog, sweep: SweepId) -> tuple[Difference, ...]:
    """Which constants of its rule a sweep began with that this code has otherwise.

    Nothing of a rule that this code does not have, where the log does not hold the sweep's start, and of sweeps from before constants were noted.
    """
    return tuple(
        Difference(position=begun.position, field=f"{begun.event.rule} {name}", recorded=value, replayed=now.get(name, _NOTHING))
        for begun in typed(log.read(sweep_stream(sweep))[:1])
        if isinstance(begun.event, SweepStarted) and (now := written(RULES[begun.event.rule]) if begun.event.rule in RULES else {})
        for name, value in (begun.event.constants or {}).items()
        if now.get(name) != value
    )


def compared(recorded: Sequence[Recorded], replayed: Sequence[Event], *, position: Position) -> tuple[Difference, ...]:
    """How the recorded events of one decision differ from all that were decided again for it: none may be missing, and none too many.

    Args:
        recorded: As the log holds them.
        replayed: In the order in which they were decided again.
        position: Where one stands that the log does not hold.
    """
    left, found, lonely = list(replayed), list[Difference](), False
    for one in recorded:
        same = next((other for other in left if _pair(one.event, other)), None)
        found += differences(one, left if same is None else (same,))
        left = [other for other in left if other is not same]
        lonely = lonely or same is None  # then it was told what there is in its place
    many = [] if lonely else [Difference(position=position, field="event", recorded=_NOTHING, replayed=_told(other)) for other in left]
    return (*found, *many)


def _pair(event: Event, other: Event) -> bool:
    return type(other) is type(event) and (other.stream, _about(other)) == (event.stream, _about(event))


def _about(event: Event) -> str | None:
    """What tells an event from others of its kind in its stream."""
    return event.technique if isinstance(event, TechniqueReconciled) else None


def _unequal(left: object, right: object, path: str) -> Iterator[tuple[str, str, str]]:
    match left, right:
        case dict(), dict():
            for name in dict.fromkeys((*left, *right)):
                yield from _unequal(left.get(name), right.get(name), f"{path}.{name}".removeprefix("."))
        case float(), float() if math.isclose(left, right, rel_tol=_RELATIVE, abs_tol=_ABSOLUTE):
            return
        case list() | tuple(), list() | tuple() if len(left) == len(right):
            for place, (one, other) in enumerate(zip(left, right, strict=True)):
                yield from _unequal(one, other, f"{path}.{place}")
        case _ if left != right:
            yield path, str(left), str(right)


def _told(event: Event) -> str:
    name = tag(type(event))
    if isinstance(event, TechniqueReconciled):
        return f"{name} of {event.technique}"
    if isinstance(event, PromotionRefused):
        return f"{name}, {event.verdict}: {event.because}"
    return f"{name} of {event.stream}"
