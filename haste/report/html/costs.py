"""What was spent on the language model: calls and tokens, by what it was asked for."""

from collections.abc import Iterable, Iterator

import msgspec

from haste.events.event import Event
from haste.events.run import BriefPrepared, LearningsDistilled, PhaseFinished, PhaseStarted, ReplyReceived
from haste.vocabulary.brief import Call
from haste.vocabulary.ids import Iteration
from haste.vocabulary.scales import Role, Status


class Spending(msgspec.Struct, frozen=True, kw_only=True):
    """Sums over calls, failed ones too."""

    role: str
    calls: int = 0
    failed: int = 0
    input: int = 0
    cached: int = 0
    output: int = 0
    estimated: bool = False


def asked(events: Iterable[Event]) -> Iterator[tuple[Role, tuple[Call, ...]]]:
    """What each reply of one run was asked for, and the calls that it took."""
    roles: dict[Iteration, Role] = {}
    for event in events:
        match event:
            case BriefPrepared():
                roles[event.iteration] = event.role
            case ReplyReceived():
                yield roles[event.iteration], event.calls
            case PhaseStarted():
                yield Role.PLAN, event.calls
            case PhaseFinished():
                yield Role.SUMMARISE, event.calls
            case LearningsDistilled():
                yield Role.DISTIL, event.calls


def spent(events: Iterable[Event]) -> tuple[Spending, ...]:
    """The calls of one run, a sum for each role, roles in the order in which they were first asked for."""
    return totals(spending(role, calls) for role, calls in asked(events) if calls)


def spending(role: str, calls: Iterable[Call]) -> Spending:
    """The sum of some calls."""
    made = tuple(calls)
    return Spending(
        role=role,
        calls=len(made),
        failed=sum(call.status is not Status.SUCCEEDED for call in made),
        input=sum(call.usage.input for call in made),
        cached=sum(call.usage.cached for call in made),
        output=sum(call.usage.output for call in made),
        estimated=any(call.usage.estimated for call in made),
    )


def totals(parts: Iterable[Spending], *, role: str | None = None) -> tuple[Spending, ...]:
    """Parts of the same role as one; all as one where they are given a role together."""
    sums: dict[str, Spending] = {}
    for part in parts:
        name = role or part.role
        sums[name] = _sum(sums.get(name, Spending(role=name)), part)
    return tuple(sums.values())


def _sum(left: Spending, right: Spending) -> Spending:
    return Spending(
        role=left.role,
        calls=left.calls + right.calls,
        failed=left.failed + right.failed,
        input=left.input + right.input,
        cached=left.cached + right.cached,
        output=left.output + right.output,
        estimated=left.estimated or right.estimated,
    )
