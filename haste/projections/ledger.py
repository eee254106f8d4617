"""What a run, or a sweep, has cost so far: calls and tokens by role, USD, processor and GPU seconds, the largest brief."""

from collections.abc import Iterable

import msgspec

from haste.events.event import Event
from haste.events.run import BriefPrepared, ExecutionFinished, LearningsDistilled, PhaseFinished, PhaseStarted, ReplyReceived
from haste.events.sweep import AuthorConsulted
from haste.vocabulary.brief import Allowance, Call, Usage
from haste.vocabulary.budget import Lease
from haste.vocabulary.ids import Iteration, SkillId
from haste.vocabulary.scales import Reason, Role


class Bill(msgspec.Struct, frozen=True, kw_only=True):
    """Calls of one kind, failed ones too."""

    calls: int = 0
    tokens: Usage = Usage()
    usd: float = 0.0

    def plus(self, calls: Iterable[Call]) -> "Bill":
        """With more calls."""
        bill = self
        for call in calls:
            bill = Bill(calls=bill.calls + 1, tokens=added(bill.tokens, call.usage), usd=bill.usd + call.usd)
        return bill


class Ledger(msgspec.Struct, frozen=True, kw_only=True):
    """Sums over all calls and executions, failed ones too."""

    tokens: Usage = Usage()
    usd: float = 0.0
    by_role: dict[Role, Bill] = {}
    failures: dict[Reason, int] = {}  # calls that brought nothing, by reason
    asked: dict[Iteration, Role] = {}  # what was asked for a trial whose reply is to come
    peak_context_tokens: int = 0
    peak_new_tokens: int = 0  # of one call: what it sent and no cache held
    cpu_s: float = 0.0
    gpu_s: float = 0.0
    skills_loaded: frozenset[SkillId] = frozenset()


def evolve(ledger: Ledger, event: Event) -> Ledger:
    """Apply one event. Events without a cost leave the ledger as it is."""
    change = msgspec.structs.replace
    match event:
        case BriefPrepared():
            return change(
                ledger,
                asked=ledger.asked | {event.iteration: event.role},
                peak_context_tokens=max(ledger.peak_context_tokens, event.context_tokens),
                skills_loaded=ledger.skills_loaded.union(event.skills),
            )
        case ReplyReceived():
            return charged(ledger, ledger.asked.get(event.iteration, Role.DRAFT), event.calls)
        case PhaseStarted():
            return charged(ledger, Role.PLAN, event.calls)
        case PhaseFinished():
            return charged(ledger, Role.SUMMARISE, event.calls)
        case LearningsDistilled():
            return charged(ledger, Role.DISTIL, event.calls)
        case AuthorConsulted():
            return charged(ledger, event.role, event.calls)
        case ExecutionFinished():
            return change(ledger, cpu_s=ledger.cpu_s + event.result.cpu_s, gpu_s=ledger.gpu_s + event.result.gpu_s)
        case _:
            return ledger


def charged(ledger: Ledger, role: Role, calls: tuple[Call, ...]) -> Ledger:
    """The ledger with the calls of one request."""
    if not calls:
        return ledger
    failures = dict(ledger.failures)
    for call in calls:
        if call.reason is not None:
            failures[call.reason] = failures.get(call.reason, 0) + 1
    whole = Bill(tokens=ledger.tokens, usd=ledger.usd).plus(calls)
    fresh = (call.usage.input + call.usage.written + call.usage.written_1h for call in calls)
    return msgspec.structs.replace(
        ledger,
        tokens=whole.tokens,
        usd=whole.usd,
        by_role=ledger.by_role | {role: ledger.by_role.get(role, Bill()).plus(calls)},
        failures=failures,
        peak_new_tokens=max(ledger.peak_new_tokens, *fresh),
    )


def allowance(lease: Lease, spent: Ledger) -> Allowance:
    """What is left of a lease for one more reply. A run asks for one reply at a time, so that nothing else is under way."""
    return Allowance(
        usd=None if lease.usd is None else max(0.0, lease.usd - spent.usd),
        tokens=None if lease.tokens is None else max(0, lease.tokens - spent.tokens.total),
    )


def added(left: Usage, right: Usage) -> Usage:
    """Two usages as one; an estimate makes the sum an estimate."""
    return Usage(
        input=left.input + right.input,
        written=left.written + right.written,
        written_1h=left.written_1h + right.written_1h,
        cached=left.cached + right.cached,
        output=left.output + right.output,
        estimated=left.estimated or right.estimated,
    )
