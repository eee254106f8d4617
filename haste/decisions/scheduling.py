"""Rounds and leases: which competitions next, and what each run may spend of the sweep's budget."""

import math
from collections.abc import Iterable, Sequence

import msgspec

from haste.commands import GrantBudget, OpenRound
from haste.events.event import Event
from haste.events.sweep import BudgetGranted, RoundStarted, SandboxProbed, SweepStarted
from haste.projections.sweep import Sweep
from haste.thresholds import Thresholds
from haste.vocabulary.budget import Lease
from haste.vocabulary.competition import Competition
from haste.vocabulary.ids import CompetitionId, Time
from haste.vocabulary.solution import Resources

_NS = 1_000_000_000
_ROUNDS_AFTER_FIRST = 5  # the competitions that are left are spread over about so many rounds


def open_round(command: OpenRound, sweep: Sweep, rules: Thresholds) -> tuple[Event, ...]:
    """The next round: first one competition of each domain, then larger rounds with the domains interleaved.

    Returns:
        RoundStarted, or nothing where every competition has had its round.
    """
    if sweep.started is None:
        return ()
    taken = {name for earlier in sweep.rounds for name in earlier.competitions}
    left = [competition for competition in sweep.started.competitions if competition.id not in taken]
    if not left:
        return ()
    domains = len({competition.domain for competition in sweep.started.competitions})
    chosen = _interleaved(left)[: _round_size(sweep.started.competitions) if sweep.rounds else domains]
    return (
        RoundStarted(
            sweep=command.sweep,
            round=len(sweep.rounds) + 1,
            competitions=tuple(chosen),
            read_to=command.read_to,
            rule=rules.version,
            now=command.now,
        ),
    )


def grant(command: GrantBudget, sweep: Sweep, rules: Thresholds) -> tuple[Event, ...]:
    """What a run that is about to start may spend: the same trials for each, and an even share of the time left."""
    if sweep.started is None:
        return ()
    budget = sweep.started.budget
    lease = Lease(trials=budget.trials)
    if budget.minutes is not None:
        end = sweep.started.now + int((budget.minutes * 60 + sweep.idle_s) * _NS)
        share_ns = max(0, end - command.now) / _waves(sweep, sweep.started)
        lease = Lease(
            trials=budget.trials,
            deadline=Time(command.now + int(share_ns)),
            reserve_s=share_ns / _NS * rules.reserve_share,
        )
    return (BudgetGranted(sweep=command.sweep, run=command.run, lease=lease, now=command.now),)


def clip(asked: Resources, lease: Lease, probed: SandboxProbed | None, *, now: Time, rules: Thresholds) -> Resources:
    """What an execution gets of what its author asked for: never more than the cluster, the rules and the time left allow.

    Args:
        asked: By its author.
        lease: Of its run.
        probed: What was found where the sweep runs; None before that, where nothing is known of cores and devices.
        now: The time that the lease is held against.
        rules: Of the sweep.
    """
    limit_s = min(asked.time_limit_s, rules.time_limit_s)
    if lease.deadline is not None:
        limit_s = min(limit_s, max(rules.time_limit_min_s, (lease.deadline - now) / _NS))
    cpus, gpus = (probed.cluster_cpus, probed.cluster_gpus) if probed else (asked.cpus, asked.gpus)
    return msgspec.structs.replace(
        asked,
        cpus=min(asked.cpus, cpus),
        gpus=min(asked.gpus, gpus),
        memory_bytes=min(asked.memory_bytes, rules.memory_bytes),
        time_limit_s=limit_s,
    )


def _round_size(competitions: Sequence[Competition]) -> int:
    """Competitions of a round after the first."""
    return max(len({competition.domain for competition in competitions}), math.ceil(len(competitions) / _ROUNDS_AFTER_FIRST))


def _waves(sweep: Sweep, started: SweepStarted) -> int:
    """For how many runs, one after the other, the time left is for: the one that starts now, and those that wait for its place or a later round."""
    sizes = [len(earlier.competitions) for earlier in sweep.rounds]
    size, left = _round_size(started.competitions), len(started.competitions) - sum(sizes)
    begun = len(sweep.runs) - sum(sizes[:-1])
    here = math.ceil(sum(sizes[-1:]) / started.max_runs) - begun // started.max_runs
    later = (math.ceil(min(size, left - before) / started.max_runs) for before in range(0, left, size))
    return max(1, here) + sum(later)


def _interleaved(competitions: Iterable[Competition]) -> list[CompetitionId]:
    """Ids with the domains taking turns, domains by name, competitions in the order given."""
    by_domain: dict[str, list[CompetitionId]] = {}
    for competition in competitions:
        by_domain.setdefault(competition.domain, []).append(competition.id)
    queues = [by_domain[domain] for domain in sorted(by_domain)]
    longest = max((len(queue) for queue in queues), default=0)
    return [queue[place] for place in range(longest) for queue in queues if place < len(queue)]
