"""What a sweep may spend, and what a run was granted of it."""

import msgspec

from haste.vocabulary.ids import Time


class Budget(msgspec.Struct, frozen=True, kw_only=True):
    """Limits of a sweep."""

    trials: int  # per competition
    minutes: float | None = None  # wall clock for the whole sweep while a driver is alive; None is no limit


class Lease(msgspec.Struct, frozen=True, kw_only=True):
    """What one run may spend, granted by the orchestrator for one round."""

    trials: int
    deadline: Time | None = None  # by then the run should have submitted; None is no limit
    reserve_s: float = 0.0  # kept back before the deadline for revalidation and the full fit: no trial starts in it
