"""Does a trial move its branch? One-sided, on overlap-corrected standard errors, with early looks that can only drop."""

import math
from statistics import fmean

from haste.commands import JudgeProposal
from haste.decisions import crediting
from haste.events.event import Event
from haste.events.run import ProposalAccepted, ProposalRejected
from haste.projections.search_tree import SearchTree, Trial
from haste.statistics import pooled_sd, t_quantile
from haste.thresholds import Thresholds
from haste.vocabulary.judgement import Credit, Lift
from haste.vocabulary.scales import Reason


def decide(command: JudgeProposal, tree: SearchTree, rules: Thresholds) -> tuple[Event, ...]:
    """Judge the trial as far as its executions allow.

    Returns:
        ProposalAccepted or ProposalRejected, or nothing while more folds are needed.
    """
    trial = tree.trial(command.iteration)
    if trial.accepted is not None:
        return ()
    credit = crediting.credit(tree, trial, command.lift, direction=command.direction, rules=rules)
    if (reason := _hopeless(command, tree, rules)) is not None:
        return (_rejected(command, rules, reason, credit),)
    if trial.step.against is None:
        return (_accepted(command, rules, None),) if trial.scores(1) else ()
    if command.lift is None:
        return ()
    return (_accepted(command, rules, credit),) if advances(command.lift, rules) else (_rejected(command, rules, Reason.NO_GAIN, credit),)


def advances(lift: Lift, rules: Thresholds) -> bool:
    """The mild rule: the lower one-sided bound of the lift lies above 0.

    A lift without any spread, as when parent and child predict the same, advances only where its mean is above 0.
    """
    confidence = rules.advance_confidence_rows if math.isinf(lift.df) else rules.advance_confidence_folds
    return lift.mean - t_quantile(confidence, lift.df) * lift.se > 0


def folds_wanted(tree: SearchTree, trial: Trial, rules: Thresholds) -> tuple[int, ...]:
    """Folds to execute before the trial can be looked at again, in fixed order.

    A draft is screened on one fold. A refinement is looked at after each of `race_looks`, then after the last.
    """
    if tree.split is None:
        return ()
    folds = tree.split.split.folds
    done = len(trial.scores(folds))
    looks = (1,) if trial.step.against is None else (*rules.race_looks, folds)
    target = next((look for look in looks if look > done), done)
    return tuple(range(done, min(target, folds)))


def _hopeless(command: JudgeProposal, tree: SearchTree, rules: Thresholds) -> Reason | None:
    trial = tree.trial(command.iteration)
    if trial.declined:
        return trial.silence or Reason.EXHAUSTED
    if trial.failure is not None:
        return Reason.FAILED
    return Reason.TRAILING if _trails(command, tree, rules) else None


def _trails(command: JudgeProposal, tree: SearchTree, rules: Thresholds) -> bool:
    """Whether the running mean lies clearly below 0, in standard errors pooled over the run's trials. The last fold is no look: it has a verdict."""
    lifts = tree.differences(tree.trial(command.iteration), command.direction)
    if len(lifts) not in rules.race_looks or tree.split is None or len(lifts) >= tree.split.split.folds:
        return False
    errors = rules.race_standard_errors[min(len(lifts), len(rules.race_standard_errors)) - 1]
    spread = pooled_sd([tree.differences(trial, command.direction) for trial in tree.trials])
    return spread is not None and fmean(lifts) < -errors * spread / math.sqrt(len(lifts))


def _accepted(command: JudgeProposal, rules: Thresholds, credit: Credit | None) -> ProposalAccepted:
    return ProposalAccepted(
        run=command.run,
        iteration=command.iteration,
        lift=command.lift,
        credit=credit,
        read_to=command.read_to,
        rule=rules.version,
        now=command.now,
    )


def _rejected(command: JudgeProposal, rules: Thresholds, reason: Reason, credit: Credit | None) -> ProposalRejected:
    return ProposalRejected(
        run=command.run,
        iteration=command.iteration,
        reason=reason,
        lift=command.lift,
        credit=credit,
        read_to=command.read_to,
        rule=rules.version,
        now=command.now,
    )
