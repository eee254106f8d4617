"""Rounds and leases: which competitions next, and what each run may spend of the sweep's budget."""

import math
from collections.abc import Iterable

import msgspec

from haste.commands import GrantBudget, OpenRound
from haste.events.event import Event
from haste.events.sweep import BudgetGranted, RoundStarted, SandboxProbed, SweepStarted
from haste.projections.search_tree import SearchTree, Trial
from haste.projections.sweep import Standing, Sweep
from haste.thresholds import Thresholds
from haste.vocabulary.budget import Lease
from haste.vocabulary.competition import Competition
from haste.vocabulary.ids import CompetitionId, Time
from haste.vocabulary.scales import Stage
from haste.vocabulary.solution import Resources

_SPARE_S = 1.0  # what an execution that the run can do without gets where no time is left: it has to end somehow
_TIMES_A_FOLD = 2.0  # of its longest fold, for a full fit: folds leave out up to a third of the rows, and machines are not always as quick
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
    chosen = _interleaved(left)[: _size(len(sweep.rounds) + 1, len(left), sweep.started)]
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
    """What a run that is about to start may spend: the same trials for each, and an even share of the time, tokens and USD left."""
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
    usd, tokens = _share(sweep, budget.usd, rules, "usd"), _share(sweep, budget.tokens, rules, "tokens")
    lease = msgspec.structs.replace(lease, usd=usd, tokens=None if tokens is None else int(tokens))
    return (BudgetGranted(sweep=command.sweep, run=command.run, lease=lease, now=command.now),)


def _share(sweep: Sweep, budget: float | None, rules: Thresholds, unit: str) -> float | None:
    """An even share of what is left for the runs that have none yet: what ended runs did not spend goes to those after them."""
    if budget is None or sweep.started is None:
        return None
    granted = [standing for standing in sweep.runs if standing.lease is not None]
    taken = sum(_taken(standing, unit) for standing in granted)
    words = max(budget * rules.words_share, sweep.between.usd if unit == "usd" else sweep.between.tokens.total)
    return max(0.0, budget - words - taken) / max(1, len(sweep.started.competitions) - len(granted))


def _taken(standing: Standing, unit: str) -> float:
    """What a run has spent, where it has ended; else all that it may."""
    lease, spent = standing.lease, standing.spent
    if lease is None:
        return 0.0
    used, allowed = (spent.usd, lease.usd) if unit == "usd" else (spent.tokens.total, lease.tokens)
    return float(used if standing.finished or allowed is None else max(used, allowed))


def least_s(tree: SearchTree, trial: Trial, stage: Stage, rules: Thresholds) -> float:
    """Seconds that an execution of a trial gets however little time its run has left.

    Next to nothing where it judges a newcomer and another solution stands: the run has a submission without it. A full fit gets what it needs by
    what its folds took: where all full fits are cut short there is no submission.
    """
    if trial.accepted is None and any(other.sound for other in tree.trials):
        return _SPARE_S
    folds = [result.wall_s for (other, _), result in trial.results.items() if stage is Stage.FULL and other is Stage.FOLD]
    return max(rules.time_limit_min_s, _TIMES_A_FOLD * max(folds, default=0.0))


def clip(asked: Resources, lease: Lease, probed: SandboxProbed | None, *, now: Time, rules: Thresholds, least_s: float) -> Resources:
    """What an execution gets of what its author asked for: never more than the cluster, the rules and the time left allow.

    Args:
        asked: By its author.
        lease: Of its run.
        probed: What was found where the sweep runs; None before that, where nothing is known of cores and devices.
        now: The time that the lease is held against.
        rules: Of the sweep.
        least_s: What it gets however little time is left.
    """
    limit_s = min(asked.time_limit_s, rules.time_limit_s)
    if lease.deadline is not None:
        limit_s = min(limit_s, max(least_s, (lease.deadline - now) / _NS))
    cpus, gpus = (probed.cluster_cpus, probed.cluster_gpus) if probed else (asked.cpus, asked.gpus)
    return msgspec.structs.replace(
        asked,
        cpus=min(asked.cpus, cpus),
        gpus=min(asked.gpus, gpus),
        memory_bytes=min(asked.memory_bytes, rules.memory_bytes),
        time_limit_s=limit_s,
    )


def _size(number: int, left: int, started: SweepStarted) -> int:
    """Competitions of the round of that number, where so many are left."""
    if started.rounds_max is not None and number >= started.rounds_max:
        return left
    domains = len({competition.domain for competition in started.competitions})
    later = max(domains, math.ceil(len(started.competitions) / _ROUNDS_AFTER_FIRST))
    return min(left, domains if number == 1 else later)


def _waves(sweep: Sweep, started: SweepStarted) -> int:
    """For how many runs, one after the other, the time left is for: the one that starts now, and those that wait for its place or a later round."""
    sizes = [len(earlier.competitions) for earlier in sweep.rounds]
    begun = len(sweep.runs) - sum(sizes[:-1])
    here = math.ceil(sum(sizes[-1:]) / started.max_runs) - begun // started.max_runs
    left, later = len(started.competitions) - sum(sizes), 0
    for number in range(len(sizes) + 1, len(sizes) + left + 1):
        size = _size(number, left, started)
        left, later = left - size, later + math.ceil(size / started.max_runs)
    return max(1, here) + later


def _interleaved(competitions: Iterable[Competition]) -> list[CompetitionId]:
    """Ids with the domains taking turns, domains by name, competitions in the order given."""
    by_domain: dict[str, list[CompetitionId]] = {}
    for competition in competitions:
        by_domain.setdefault(competition.domain, []).append(competition.id)
    queues = [by_domain[domain] for domain in sorted(by_domain)]
    longest = max((len(queue) for queue in queues), default=0)
    return [queue[place] for place in range(longest) for queue in queues if place < len(queue)]
