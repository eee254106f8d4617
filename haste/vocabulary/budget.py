"""What a sweep may spend, and what a run was granted of it."""

import msgspec

from haste.vocabulary.ids import Time


class Budget(msgspec.Struct, frozen=True, kw_only=True):
    """Limits of a sweep."""

    trials: int  # per competition
    minutes: float | None = None  # wall clock for the whole sweep while a driver is alive; None is no limit
    usd: float | None = None  # for all calls of language models; None is no limit
    tokens: int | None = None  # the same, sent and received


class Lease(msgspec.Struct, frozen=True, kw_only=True):
    """What one run may spend, granted by the orchestrator for one round."""

    trials: int
    deadline: Time | None = None  # by then the run should have submitted; None is no limit
    reserve_s: float = 0.0  # kept back before the deadline for revalidation and the full fit: no trial starts in it
    usd: float | None = None  # for all calls of language models that the run asks for; None is no limit
    tokens: int | None = None  # the same, sent and received
