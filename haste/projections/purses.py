"""What is left of each sweep's tokens and USD, and what was answered already, for whoever asks outside of any run: the words of skills."""

import math

import msgspec

from haste.events.event import Event
from haste.events.run import LearningsDistilled, PhaseFinished, PhaseStarted, ReplyReceived, RunStarted
from haste.events.sweep import AuthorConsulted, BatchSubmitted, SweepStarted
from haste.vocabulary.brief import Allowance, Call
from haste.vocabulary.budget import Budget
from haste.vocabulary.ids import BlobId, RunId, SweepId, Time
from haste.vocabulary.scales import Role
from haste.vocabulary.skill import Group


class Purse(msgspec.Struct, frozen=True, kw_only=True):
    """One sweep's budget, and what all its calls have cost."""

    budget: Budget
    batched: bool = False  # whether words are asked for in batches
    usd_of: dict[str, float] = {}  # by run; between rounds under ""
    tokens: int = 0

    @property
    def usd(self) -> float:
        """All that was paid. Runs that were side by side come to the same sum, to the last bit, in whatever order they paid."""
        return math.fsum(self.usd_of.values())

    @property
    def allowance(self) -> Allowance:
        """What one more reply may cost."""
        usd, tokens = self.budget.usd, self.budget.tokens
        return Allowance(
            usd=None if usd is None else max(0.0, usd - self.usd),
            tokens=None if tokens is None else max(0, tokens - self.tokens),
        )


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """What an author was asked between two rounds, and answered."""

    role: Role
    group: Group
    allowance: Allowance  # that the request told
    request: BlobId
    reply: BlobId
    now: Time


class Purses(msgspec.Struct, frozen=True, kw_only=True):
    """Of all sweeps."""

    of: dict[SweepId, Purse] = {}
    sweeps: dict[RunId, SweepId] = {}  # that runs belong to
    batches: dict[BlobId, str] = {}  # that requests were handed in with
    answered: dict[SweepId, tuple[Answered, ...]] = {}  # since the last run of each sweep began


def evolve(purses: Purses, event: Event) -> Purses:
    """Apply one event. Events that cost no tokens leave the purses as they are."""
    match event:
        case SweepStarted():
            return msgspec.structs.replace(purses, of=purses.of | {event.sweep: Purse(budget=event.budget, batched=event.batch)})
        case RunStarted():
            answered = {sweep: known for sweep, known in purses.answered.items() if sweep != event.sweep}
            return msgspec.structs.replace(purses, sweeps=purses.sweeps | {event.run: event.sweep}, answered=answered)
        case ReplyReceived() | PhaseStarted() | PhaseFinished() | LearningsDistilled():
            return _charged(purses, purses.sweeps.get(event.run), event.run, event.calls)
        case BatchSubmitted():
            return msgspec.structs.replace(purses, batches=purses.batches | dict.fromkeys(event.requests, event.batch))
        case AuthorConsulted():
            return _charged(_with_answer(purses, event), event.sweep, "", event.calls)
        case _:
            return purses


def _with_answer(purses: Purses, event: AuthorConsulted) -> Purses:
    """With one answer more. Those of one batch carry one time, and were told one allowance: what was left before the first of them was paid."""
    known = purses.answered.get(event.sweep, ())
    together = bool(known) and known[-1].now == event.now
    allowance = known[-1].allowance if together else purses.of[event.sweep].allowance if event.sweep in purses.of else Allowance()
    one = Answered(role=event.role, group=event.group, allowance=allowance, request=event.request, reply=event.reply, now=event.now)
    return msgspec.structs.replace(purses, answered=purses.answered | {event.sweep: (*known, one)})


def _charged(purses: Purses, sweep: SweepId | None, payer: str, calls: tuple[Call, ...]) -> Purses:
    purse = purses.of.get(sweep) if sweep is not None else None
    if sweep is None or purse is None or not calls:
        return purses
    usd, tokens = sum(call.usd for call in calls), sum(call.usage.total for call in calls)
    paid = msgspec.structs.replace(purse, usd_of=purse.usd_of | {payer: purse.usd_of.get(payer, 0.0) + usd}, tokens=purse.tokens + tokens)
    return msgspec.structs.replace(purses, of=purses.of | {sweep: paid})
