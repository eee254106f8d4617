"""One line of refinements: what it tries next, and how long ago it last moved."""

from haste.projections.search_tree import SearchTree, Trial, refinements
from haste.thresholds import Thresholds
from haste.vocabulary.ids import Iteration
from haste.vocabulary.scales import Operator, Reason
from haste.vocabulary.solution import Step


def next_of_line(tree: SearchTree, branch: Iteration, rules: Thresholds, *, escalates: bool) -> Step:
    """A repair of what has just failed, or one more change to the line's best.

    Args:
        tree: What was tried.
        branch: The line.
        rules: How often a repair may follow a failure, and when a bigger change is asked for.
        escalates: Whether a bigger change is asked for at all.
    """
    line, beaten = tree.line(branch), best(tree, branch)
    newest = line[-1]
    if newest.reason is Reason.FAILED and newest.step.against is not None and _repairs(line) < rules.debug_depth:
        return Step(operator=Operator.DEBUG, parent=newest.iteration, against=beaten, branch=branch)
    missed = misses(line)
    escalated = escalates and missed > 0 and missed % (rules.escalate_after + 1) == rules.escalate_after
    return Step(operator=Operator.IMPROVE, parent=beaten, against=beaten, branch=branch, escalated=escalated)


def best(tree: SearchTree, branch: Iteration) -> Iteration:
    """What a line's next refinement starts from: its last sound trial, or its draft."""
    incumbent = tree.incumbent(branch)
    return incumbent.iteration if incumbent else branch


def misses(line: tuple[Trial, ...]) -> int:
    """Refinements since the line last moved."""
    missed = 0
    for trial in refinements(line):
        missed = 0 if trial.accepted else missed + 1
    return missed


def moved(tree: SearchTree, branch: Iteration) -> bool:
    """Whether a line's best is another than the trial that its screening judged."""
    incumbent, screened = tree.incumbent(branch), tree.screened(branch)
    return incumbent is not None and screened is not None and incumbent.iteration != screened.iteration


def _repairs(line: tuple[Trial, ...]) -> int:
    """Consecutive repairs at the end of a line."""
    repairs = 0
    for trial in line:
        repairs = repairs + 1 if trial.step.operator is Operator.DEBUG else 0
    return repairs
