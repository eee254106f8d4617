"""Draft a few different approaches, refine the best two lines by one atomic change at a time, and join them at the end."""

from haste.commands import ChooseStep, ClosePhase, OpenPhase
from haste.policies.drafting import left_by_drafts, opening
from haste.policies.lines import best, misses, moved, next_of_line
from haste.policies.moves import Move, Stop
from haste.projections.search_tree import SearchTree
from haste.thresholds import Thresholds
from haste.vocabulary.ids import Iteration
from haste.vocabulary.scales import Operator, Reason
from haste.vocabulary.solution import Step


def choose(command: ChooseStep, tree: SearchTree, rules: Thresholds) -> Move:
    """The next move of a run that has no open trial.

    Drafts come first. While none of them runs, the last one is repaired. Then the line of the best draft is refined
    with its share of the budget, then the line of the second best with the rest, and at last what the second line
    adopted is put into the first. The drafts are a phase, and then every few proposals.
    """
    step = opening(command, tree, rules) or _refine(command, tree, rules)
    if isinstance(step, Stop):
        return step
    if tree.active is None:
        return OpenPhase(run=command.run, phase=tree.phase)
    return ClosePhase(run=command.run, phase=tree.phase) if _over(step, tree, rules) else step


def _over(step: Step, tree: SearchTree, rules: Thresholds) -> bool:
    """Whether a step belongs to the phase after the active one."""
    if tree.phase == 1:
        return step.against is not None
    return sum(trial.counts for trial in tree.within(tree.phase)) >= rules.phase_trials


def _refine(command: ChooseStep, tree: SearchTree, rules: Thresholds) -> Step | Stop:
    ranked, trials = tree.ranked(command.direction), left_by_drafts(command, tree)
    runner_up = min(trials // rules.runner_up_divisor, rules.runner_up_trials_max) if len(ranked) > 1 else 0
    kept = 1 if runner_up and trials >= rules.merge_trials_min else 0
    winner = min(trials - runner_up - kept, rules.winner_trials_max)
    step = _next(tree, ranked[:2], (winner, runner_up), rules)
    if isinstance(step, Step):
        return step
    if any(trial.step.operator is Operator.MERGE and trial.counts for trial in tree.trials):
        return step
    return _merge(tree, ranked) or _next(tree, ranked[:1], (winner + kept,), rules)


def _next(tree: SearchTree, branches: tuple[Iteration, ...], shares: tuple[int, ...], rules: Thresholds) -> Step | Stop:
    """The next step of the first line that is not done: its share spent, stagnated, or its author out of ideas."""
    reason = Reason.BUDGET_SPENT
    for branch, share in zip(branches, shares, strict=False):
        line = tree.line(branch)
        tried = [trial for trial in line if trial.step.operator not in (Operator.DRAFT, Operator.MERGE)]
        if any(not trial.counts for trial in tried):
            reason = Reason.EXHAUSTED
        elif sum(trial.counts for trial in tried) < share and misses(line) < rules.stagnation_trials:
            return next_of_line(tree, branch, rules, escalates=True)
    return Stop(reason=reason)


def _merge(tree: SearchTree, ranked: tuple[Iteration, ...]) -> Step | None:
    """What the runner-up's line adopted, put into the winner's best; None where it adopted nothing, or its author has been asked."""
    asked = any(trial.step.operator is Operator.MERGE for trial in tree.trials)
    if asked or len(ranked) < 2 or not moved(tree, ranked[1]):
        return None
    beaten = best(tree, ranked[0])
    return Step(operator=Operator.MERGE, parent=beaten, against=beaten, other=best(tree, ranked[1]), branch=ranked[0])
