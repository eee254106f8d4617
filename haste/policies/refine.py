"""Draft a few different approaches, then refine the best two lines by one atomic change at a time."""

import msgspec

from haste.commands import ChooseStep
from haste.projections.search_tree import SearchTree, Trial, refinements
from haste.thresholds import Thresholds
from haste.vocabulary.ids import Iteration
from haste.vocabulary.scales import Operator, Reason
from haste.vocabulary.solution import Step


class Stop(msgspec.Struct, frozen=True, kw_only=True):
    """Nothing more is tried, and why."""

    reason: Reason


def choose(command: ChooseStep, tree: SearchTree, rules: Thresholds) -> Step | Stop:
    """The next step of a run that has no open trial.

    Drafts come first. While none of them runs, the last one is repaired. Then the line of the best draft is refined
    with its share of the budget, then the line of the second best with the rest.
    """
    spent = sum(trial.counts for trial in tree.trials)
    drafts = [trial for trial in tree.trials if trial.step.operator is Operator.DRAFT]
    if drafts and _time_is_up(command):
        return Stop(reason=Reason.BUDGET_SPENT)
    if spent >= command.lease.trials:
        return Stop(reason=Reason.BUDGET_SPENT)
    if len(drafts) < min(rules.drafts, command.lease.trials):
        return Step(operator=Operator.DRAFT)
    ranked = tree.ranked(command.direction)
    if not ranked:
        return _repair_a_draft(tree, rules)
    return _refine(ranked, tree, rules, trials=command.lease.trials - len([t for t in drafts if t.counts]))


def _time_is_up(command: ChooseStep) -> bool:
    deadline = command.lease.deadline
    return deadline is not None and command.now >= deadline - int(command.lease.reserve_s * 1e9)


def _repair_a_draft(tree: SearchTree, rules: Thresholds) -> Step | Stop:
    broken = [trial for trial in tree.trials if trial.proposal is not None and len(tree.line(trial.branch)) <= rules.debug_depth]
    if not broken:
        failed = [trial for trial in tree.trials if trial.proposal is not None]
        broken = failed[-1:]
    out_of_repairs = any(trial.step.operator is Operator.DEBUG and not trial.counts for trial in tree.trials)
    if not broken or out_of_repairs:
        return Stop(reason=Reason.NO_VALID_SOLUTION)
    return Step(operator=Operator.DEBUG, parent=broken[-1].iteration, branch=broken[-1].branch)


def _refine(ranked: tuple[Iteration, ...], tree: SearchTree, rules: Thresholds, *, trials: int) -> Step | Stop:
    runner_up = min(trials // rules.runner_up_divisor, rules.runner_up_trials_max) if len(ranked) > 1 else 0
    shares = (min(trials - runner_up, rules.winner_trials_max), runner_up)
    reason = Reason.BUDGET_SPENT
    for branch, share in zip(ranked, shares, strict=False):
        tried = [trial for trial in tree.line(branch) if trial.step.operator is not Operator.DRAFT]
        if any(not trial.counts for trial in tried):
            reason = Reason.EXHAUSTED
        elif sum(trial.counts for trial in tried) < share and _misses(tree.line(branch)) < rules.stagnation_trials:
            return _next_of_line(tree, branch, rules)
    return Stop(reason=reason)


def _next_of_line(tree: SearchTree, branch: Iteration, rules: Thresholds) -> Step:
    line = tree.line(branch)
    incumbent = tree.incumbent(branch)
    best = incumbent.iteration if incumbent else branch
    newest = line[-1]
    if newest.reason is Reason.FAILED and newest.step.against is not None and _repairs(line) < rules.debug_depth:
        return Step(operator=Operator.DEBUG, parent=newest.iteration, against=best, branch=branch)
    misses = _misses(line)
    escalated = misses > 0 and misses % (rules.escalate_after + 1) == rules.escalate_after
    return Step(operator=Operator.IMPROVE, parent=best, against=best, branch=branch, escalated=escalated)


def _misses(line: tuple[Trial, ...]) -> int:
    """Refinements since the line last moved."""
    misses = 0
    for trial in refinements(line):
        misses = 0 if trial.accepted else misses + 1
    return misses


def _repairs(line: tuple[Trial, ...]) -> int:
    """Consecutive repairs at the end of a line."""
    repairs = 0
    for trial in line:
        repairs = repairs + 1 if trial.step.operator is Operator.DEBUG else 0
    return repairs
