"""Phases for trees that tests make by hand."""

from haste.commands import ChooseStep, OpenPhase
from haste.events.event import Event
from haste.policies.moves import Policy, Stop
from haste.projections import search_tree
from haste.projections.search_tree import SearchTree
from haste.vocabulary.solution import Step
from tests.builders import RULES, phase_finished, phase_started


def in_its_phase(command: ChooseStep, tree: SearchTree, policy: Policy, *, ideas: int = 0) -> tuple[Step | Stop, SearchTree]:
    """What a policy chooses once the phases that it asks for are open and closed, and the tree with them.

    Args:
        command: To the policy.
        tree: What was tried.
        policy: Who chooses.
        ideas: Of each plan that it asks for; 0 for an author that has none.
    """
    move = policy(command, tree, RULES)
    while not isinstance(move, Step | Stop):
        event: Event = phase_finished(move.phase)
        if isinstance(move, OpenPhase):
            event = phase_started(move.phase, *(f"idea-{number}" for number in range(ideas if move.ideas else 0)))
        tree = search_tree.evolve(tree, event)
        move = policy(command, tree, RULES)
    return move, tree
