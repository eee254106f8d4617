"""How every run begins: a few different drafts, and the repair of one where none of them runs."""

from haste.commands import ChooseStep
from haste.policies.moves import Stop, out_of_budget
from haste.projections.search_tree import SearchTree, Trial
from haste.thresholds import Thresholds
from haste.vocabulary.scales import Operator, Reason
from haste.vocabulary.solution import Step


def opening(command: ChooseStep, tree: SearchTree, rules: Thresholds) -> Step | Stop | None:
    """The next draft, the repair of one, or a stop; None once there is a line to refine and something left to spend."""
    if out_of_budget(command, tree, rules):
        return Stop(reason=Reason.BUDGET_SPENT)
    if len(drafts(tree)) < min(rules.drafts, command.lease.trials):
        return Step(operator=Operator.DRAFT)
    return None if tree.ranked(command.direction) else _repair(tree, rules)


def drafts(tree: SearchTree) -> tuple[Trial, ...]:
    """The trials that started a line."""
    return tuple(trial for trial in tree.trials if trial.step.operator is Operator.DRAFT)


def left_by_drafts(command: ChooseStep, tree: SearchTree) -> int:
    """Trials of the lease that the drafts did not spend."""
    return command.lease.trials - sum(draft.counts for draft in drafts(tree))


def _repair(tree: SearchTree, rules: Thresholds) -> Step | Stop:
    broken = [trial for trial in tree.trials if trial.proposal is not None and len(tree.line(trial.branch)) <= rules.debug_depth]
    if not broken:
        failed = [trial for trial in tree.trials if trial.proposal is not None]
        broken = failed[-1:]
    out_of_repairs = any(trial.step.operator is Operator.DEBUG and not trial.counts for trial in tree.trials)
    if not broken or out_of_repairs:
        return Stop(reason=Reason.NO_VALID_SOLUTION)
    return Step(operator=Operator.DEBUG, parent=broken[-1].iteration, branch=broken[-1].branch)
