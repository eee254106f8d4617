"""What a sweep paid for language models: by role, and for each thing that came of it."""

from collections.abc import Iterable, Sequence

import msgspec

from haste.projections.leaderboard import Row
from haste.projections.ledger import Bill, Ledger, added
from haste.vocabulary.brief import Usage


class RoleSpending(msgspec.Struct, frozen=True, kw_only=True):
    """All calls of one role, failed ones too. What was sent is input, written and cached together."""

    calls: int
    input: int  # tokens read in full
    written: int  # tokens read in full and put into a prompt cache
    cached: int  # tokens read from one
    output: int
    usd: float


class Spending(msgspec.Struct, frozen=True, kw_only=True):
    """The sweep's calls together. None where there is nothing to divide by."""

    usd: float = 0.0
    calls: int = 0
    cached_share: float | None = None  # of all tokens sent, in [0, 1]
    peak_new_tokens: int = 0  # of one call: sent, and in no cache
    usd_per_accepted: float | None = None  # proposal
    usd_per_medal: float | None = None
    usd_per_skill: float | None = None  # of the domain or global tier, made by this sweep
    by_role: dict[str, RoleSpending] = {}
    failures: dict[str, int] = {}  # calls that brought nothing, by reason


def spending(rows: Sequence[Row], between: Ledger, *, promoted: int) -> Spending:
    """The bill of a sweep.

    Args:
        rows: Its runs.
        between: What was asked between rounds.
        promoted: Skills that it made.
    """
    ledgers = [*(row.costs for row in rows), between]
    roles = sorted({role for ledger in ledgers for role in ledger.by_role})
    by_role = {role.value: _role(ledger.by_role[role] for ledger in ledgers if role in ledger.by_role) for role in roles}
    usd = sum(ledger.usd for ledger in ledgers)
    sent = sum(one.input + one.written + one.cached for one in by_role.values())
    reasons = sorted({reason for ledger in ledgers for reason in ledger.failures})
    return Spending(
        usd=usd,
        calls=sum(one.calls for one in by_role.values()),
        cached_share=sum(one.cached for one in by_role.values()) / sent if sent else None,
        peak_new_tokens=max(ledger.peak_new_tokens for ledger in ledgers),
        usd_per_accepted=_each(usd, sum(row.accepted for row in rows)),
        usd_per_medal=_each(usd, sum(row.medal is not None for row in rows)),
        usd_per_skill=_each(usd, promoted),
        by_role=by_role,
        failures={reason.value: sum(ledger.failures.get(reason, 0) for ledger in ledgers) for reason in reasons},
    )


def told(paid: Spending) -> tuple[str, ...]:
    """The bill for people; nothing where nobody was paid."""
    if not paid.usd:
        return ()
    each = {"accepted proposal": paid.usd_per_accepted, "medal": paid.usd_per_medal, "skill": paid.usd_per_skill}
    shares = "".join(f", {usd:.4f} for each {name}" for name, usd in each.items() if usd is not None)
    failed = ", ".join(f"{count} {reason}" for reason, count in paid.failures.items())
    lost = f"; calls that brought nothing: {failed}" if failed else ""
    cached = f"{paid.cached_share or 0:.0%} of what was sent came from caches"
    return (f"language models: {paid.usd:.4f} USD for {paid.calls} calls{shares}; {cached}{lost}",)


def _role(bills: Iterable[Bill]) -> RoleSpending:
    tokens, calls, usd = Usage(), 0, 0.0
    for bill in bills:
        tokens, calls, usd = added(tokens, bill.tokens), calls + bill.calls, usd + bill.usd
    written = tokens.written + tokens.written_1h
    return RoleSpending(calls=calls, input=tokens.input, written=written, cached=tokens.cached, output=tokens.output, usd=usd)


def _each(usd: float, count: int) -> float | None:
    return usd / count if count else None
