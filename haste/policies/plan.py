"""Draft a few different approaches, then improve the best one by plans: a few directions, a few ideas in each, one trial an idea."""

from haste.commands import ChooseStep, ClosePhase, OpenPhase
from haste.policies.drafting import opening
from haste.policies.lines import best, misses, next_of_line
from haste.policies.moves import Move, Stop
from haste.projections.search_tree import Phase, SearchTree
from haste.thresholds import Thresholds
from haste.vocabulary.scales import Operator, Reason


def choose(command: ChooseStep, tree: SearchTree, rules: Thresholds) -> Move:
    """The next move of a run that has no open trial.

    The drafts are a phase. Each phase after it is one plan for the best line: every idea is one improvement of the
    line's best, in the plan's order. It ends with the budget, a line that stagnates, or an author without ideas.
    """
    active = tree.active
    step = opening(command, tree, rules)
    if isinstance(step, Stop) or (step is not None and active is not None):
        return step
    if step is not None:
        return OpenPhase(run=command.run, phase=tree.phase)
    if active is not None and active.number == 1:
        return ClosePhase(run=command.run, phase=1)
    return _follow(command, tree, rules) if active else _begin(command, tree, rules)


def planned(phase: Phase, rules: Thresholds) -> int:
    """Improvements that a phase is for: the ideas of its plan, or so many as the author finds where it has none."""
    plan = phase.started.plan
    return rules.phase_trials if plan is None else sum(len(heading.ideas) for heading in plan.headings)


def _begin(command: ChooseStep, tree: SearchTree, rules: Thresholds) -> Move:
    """A phase with a plan for the line of the best draft."""
    if not tree.phases:
        return OpenPhase(run=command.run, phase=1)
    (branch, *_) = tree.ranked(command.direction)
    if misses(tree.line(branch)) >= rules.stagnation_trials:
        return Stop(reason=Reason.NO_GAIN)
    wanted = (rules.plan_headings, rules.plan_ideas)
    return OpenPhase(run=command.run, phase=tree.phase, parent=best(tree, branch), ideas=wanted)


def _follow(command: ChooseStep, tree: SearchTree, rules: Thresholds) -> Move:
    """The next idea of the active plan, the repair of one that failed, or the end of the phase."""
    (branch, *_) = tree.ranked(command.direction)
    step = next_of_line(tree, branch, rules, escalates=False)
    if step.operator is Operator.DEBUG:
        return step
    if misses(tree.line(branch)) >= rules.stagnation_trials:
        return Stop(reason=Reason.NO_GAIN)
    phase = tree.phases[-1]
    tried = [trial for trial in tree.within(phase.number) if trial.step.operator is Operator.IMPROVE]
    declined = any(not trial.counts for trial in tried)
    if declined and (phase.started.plan is None or len(tried) == 1):
        return Stop(reason=Reason.EXHAUSTED)
    over = declined or len(tried) >= planned(phase, rules)
    return ClosePhase(run=command.run, phase=phase.number) if over else step
