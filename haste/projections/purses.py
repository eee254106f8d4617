"""What is left of each sweep's tokens and USD, for whoever asks outside of any run: the words of skills."""

import msgspec

from haste.events.event import Event
from haste.events.run import LearningsDistilled, PhaseFinished, PhaseStarted, ReplyReceived, RunStarted
from haste.events.sweep import AuthorConsulted, BatchSubmitted, SweepStarted
from haste.vocabulary.brief import Allowance, Call
from haste.vocabulary.budget import Budget
from haste.vocabulary.ids import BlobId, RunId, SweepId


class Purse(msgspec.Struct, frozen=True, kw_only=True):
    """One sweep's budget, and what all its calls have cost."""

    budget: Budget
    batched: bool = False  # whether words are asked for in batches
    usd: float = 0.0
    tokens: int = 0

    @property
    def allowance(self) -> Allowance:
        """What one more reply may cost."""
        usd, tokens = self.budget.usd, self.budget.tokens
        return Allowance(
            usd=None if usd is None else max(0.0, usd - self.usd),
            tokens=None if tokens is None else max(0, tokens - self.tokens),
        )


class Purses(msgspec.Struct, frozen=True, kw_only=True):
    """Of all sweeps."""

    of: dict[SweepId, Purse] = {}
    sweeps: dict[RunId, SweepId] = {}  # that runs belong to
    batches: dict[BlobId, str] = {}  # that requests were handed in with


def evolve(purses: Purses, event: Event) -> Purses:
    """Apply one event. Events that cost no tokens leave the purses as they are."""
    match event:
        case SweepStarted():
            return msgspec.structs.replace(purses, of=purses.of | {event.sweep: Purse(budget=event.budget, batched=event.batch)})
        case RunStarted():
            return msgspec.structs.replace(purses, sweeps=purses.sweeps | {event.run: event.sweep})
        case ReplyReceived() | PhaseStarted() | PhaseFinished() | LearningsDistilled():
            return _charged(purses, purses.sweeps.get(event.run), event.calls)
        case BatchSubmitted():
            return msgspec.structs.replace(purses, batches=purses.batches | dict.fromkeys(event.requests, event.batch))
        case AuthorConsulted():
            return _charged(purses, event.sweep, event.calls)
        case _:
            return purses


def _charged(purses: Purses, sweep: SweepId | None, calls: tuple[Call, ...]) -> Purses:
    purse = purses.of.get(sweep) if sweep is not None else None
    if sweep is None or purse is None or not calls:
        return purses
    usd, tokens = sum(call.usd for call in calls), sum(call.usage.total for call in calls)
    paid = msgspec.structs.replace(purse, usd=purse.usd + usd, tokens=purse.tokens + tokens)
    return msgspec.structs.replace(purses, of=purses.of | {sweep: paid})
