"""Whatever happens to its trials, a run ends within its lease and never builds on a solution that does not run."""

from collections.abc import Callable
from itertools import cycle

from hypothesis import given, settings
from hypothesis import strategies as st

from haste.commands import ChooseStep
from haste.events.event import Event
from haste.policies import registry
from haste.policies.moves import Stop
from haste.projections import search_tree
from haste.projections.search_tree import SearchTree
from haste.vocabulary.budget import Lease
from haste.vocabulary.ids import Position
from haste.vocabulary.scales import Direction, Operator
from haste.vocabulary.solution import Step
from tests.builders import FAILED, NOW, RULES, RUN, bad, declined, execution_finished, failed, good, tree_of
from tests.unit.policies.phasing import in_its_phase

FOLDS = 5
DECLINED_MAX = RULES.drafts + RULES.finalists + 1  # an author has nothing to say once a draft, once a line or once a repair, and once to a merge

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


@settings(max_examples=300, deadline=None)
@given(
    policy=st.sampled_from(sorted(registry.POLICIES)),
    trials=st.integers(0, 40),
    direction=st.sampled_from(Direction),
    fates=st.lists(st.sampled_from(["0.4", "0.6", "0.8", "missed", "missed", "failed", "failed", "declined", "lost"]), min_size=80, max_size=80),
    sizes=st.lists(st.integers(0, 6), min_size=1, max_size=5),
)
def test_a_run_ends_within_its_lease_and_builds_on_sound_trials_only(
    policy: str, trials: int, direction: Direction, fates: list[str], sizes: list[int]
) -> None:
    tree = tree_of()
    command = ChooseStep(run=RUN, direction=direction, lease=Lease(trials=trials), read_to=Position(0), now=NOW)
    steps, plans = iter(fates), cycle(sizes)

    while True:
        step, tree = in_its_phase(command, tree, registry.find(policy), ideas=next(plans))
        if isinstance(step, Stop):
            break
        assert_possible(step, tree)
        for event in played(step, len(tree.trials) + 1, tree, next(steps)):
            tree = search_tree.evolve(tree, event)

    spent = sum(trial.counts for trial in tree.trials)
    assert spent <= trials
    assert sum(not trial.counts for trial in tree.trials) <= (DECLINED_MAX if policy == "refine" else RULES.drafts + spent)
    assert [phase.number for phase in tree.phases] == list(range(1, len(tree.phases) + 1))
    assert all(phase.finished for phase in tree.phases[:-1])
    assert all(tree.within(phase.number) for phase in tree.phases[:-1]), "no phase is empty"
    assert sum(trial.step.operator is Operator.MERGE for trial in tree.trials) <= 1


def assert_possible(step: Step, tree: SearchTree) -> None:
    if step.operator is Operator.DRAFT:
        assert (step.parent, step.against, step.branch) == (None, None, None)
        return
    assert step.parent is not None
    parent = tree.trial(step.parent)
    assert parent.proposal is not None
    assert parent.branch == step.branch
    assert step.against is None or tree.trial(step.against).sound
    assert parent.sound is (step.operator in (Operator.IMPROVE, Operator.MERGE))
    assert (step.other is None) is (step.operator is not Operator.MERGE)
    assert step.other is None or (tree.trial(step.other).sound and tree.trial(step.other).branch != step.branch)
