"""Whatever happens to its trials, a run ends within its lease and never builds on a solution that does not run."""

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from haste.commands import ChooseStep
from haste.events.event import Event
from haste.policies import refine
from haste.policies.refine import Stop
from haste.projections import search_tree
from haste.projections.search_tree import SearchTree
from haste.vocabulary.budget import Lease
from haste.vocabulary.ids import Position
from haste.vocabulary.scales import Direction, Operator
from haste.vocabulary.solution import Step
from tests.builders import FAILED, NOW, RULES, RUN, bad, declined, execution_finished, failed, good, tree_of

FOLDS = 5
DECLINED_MAX = RULES.drafts + RULES.finalists  # an author has nothing to say once a draft, and once a line or once a repair

Play = Callable[[], str]


def played(step: Step, iteration: int, tree: SearchTree, fate: str) -> tuple[Event, ...]:
    """The events of one trial that met this fate."""
    folds = 1 if step.against is None else FOLDS
    score = float(fate) if fate[0].isdigit() else 0.5
    beaten = tree.trial(step.against) if step.against else None
    if beaten and fate == "lost":  # what is to be beaten needs all of its folds, and fails on one that it had not seen
        missing = [fold for fold in range(FOLDS) if fold >= len(beaten.scores(FOLDS))]
        if missing:
            return (execution_finished(beaten.iteration, FAILED, missing[0]),)
    match fate:
        case "declined":
            return declined(iteration, step)
        case "failed":
            return failed(iteration, step)
        case "missed" if step.against is not None:
            return bad(iteration, step, *[score] * folds)
        case _:
            return good(iteration, step, *[score] * folds)


@settings(max_examples=150, deadline=None)
@given(
    trials=st.integers(0, 40),
    direction=st.sampled_from(Direction),
    fates=st.lists(st.sampled_from(["0.4", "0.6", "0.8", "missed", "missed", "failed", "failed", "declined", "lost"]), min_size=80, max_size=80),
)
def test_a_run_ends_within_its_lease_and_builds_on_sound_trials_only(trials: int, direction: Direction, fates: list[str]) -> None:
    tree = tree_of()
    command = ChooseStep(run=RUN, direction=direction, lease=Lease(trials=trials), read_to=Position(0), now=NOW)
    steps = iter(fates)

    while isinstance(step := refine.choose(command, tree, RULES), Step):
        assert_possible(step, tree)
        for event in played(step, len(tree.trials) + 1, tree, next(steps)):
            tree = search_tree.evolve(tree, event)

    assert isinstance(step, Stop)
    assert sum(trial.counts for trial in tree.trials) <= trials
    assert sum(not trial.counts for trial in tree.trials) <= DECLINED_MAX


def assert_possible(step: Step, tree: SearchTree) -> None:
    if step.operator is Operator.DRAFT:
        assert (step.parent, step.against, step.branch) == (None, None, None)
        return
    assert step.parent is not None
    parent = tree.trial(step.parent)
    assert parent.proposal is not None
    assert parent.branch == step.branch
    assert step.against is None or tree.trial(step.against).sound
    assert parent.sound is (step.operator is Operator.IMPROVE)
