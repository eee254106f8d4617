"""Recipes: made of what a run submitted, and judged by the drafts that were made after them."""

import msgspec
import pytest

from haste.decisions import recipes
from haste.events.event import Event
from haste.events.run import ProposalMade
from haste.events.skill import SkillPinned, SkillProven, SkillRetired
from haste.projections import run as runs
from haste.projections.memory import Memory
from haste.projections.run import RunState
from haste.vocabulary.ids import BlobId, CompetitionId, Iteration, SkillId, run_id
from haste.vocabulary.judgement import Member
from haste.vocabulary.scales import Sign, SkillKind, SkillState, Tier
from haste.vocabulary.skill import Skill
from haste.vocabulary.solution import Step
from tests.builders import (
    NOW,
    RULES,
    RUN,
    SWEEP,
    abstracted,
    bad,
    chosen,
    competition,
    draft,
    executed,
    finished,
    good,
    improve,
    learned,
    made,
    memory_of,
    profile,
    profiled,
    revalidated,
    run_started,
    skill,
    split_fixed,
    submitted,
    sweep_started,
)
from tests.unit.decisions.deciding import READ_TO, consolidate

NAMES = ("k1", "k2", "k3", "k4", "k5")
STARTED = (sweep_started(*map(competition, NAMES)), *map(run_started, NAMES))
RECIPE = msgspec.structs.replace(skill("recipe-1", technique="recipe-linear", of="k1"), kind=SkillKind.RECIPE, code="x = 1")


def read(blob: BlobId) -> bytes:
    return f"# {blob[-2:]}".encode()


def run_of(*events: Event, dummy: float | None = 0.5) -> RunState:
    state = RunState(run=RUN)
    for event in (sweep_started(), run_started(), profiled(profile(columns=3), dummy=dummy), split_fixed(), *events):
        state = runs.evolve(state, event)
    return state


def named(event: Event, cause: str | None, *also: str) -> Event:
    if not isinstance(event, ProposalMade):
        return event
    solution = msgspec.structs.replace(event.proposal.solution, blueprint=BlobId("b" * 62 + "bp"))
    return msgspec.structs.replace(event, proposal=msgspec.structs.replace(event.proposal, cause=cause, also=also, solution=solution))


WINNING = (
    *(named(event, None, "plain-numbers", "linear") for event in good(1, draft(), 0.6, 0.6, 0.6, 0.6, 0.6)),
    *(named(event, "log-numbers") for event in bad(2, improve(1), 0.5, 0.5, 0.5, 0.5, 0.5)),
    *(named(event, "one-hot") for event in good(3, improve(1), 0.7, 0.7, 0.7, 0.7, 0.7)),
)


FIRST = "Start from this solution: it won its run. It grew from its draft by one-hot. "


def test_the_submitted_solution_becomes_a_recipe_in_the_hosts_words() -> None:
    found = recipes.recipe(run_of(*WINNING, revalidated(3, 0.71), submitted(3, validation=0.71)), read)

    assert found == Skill(
        id=SkillId(""),
        tier=Tier.COMPETITION,
        kind=SkillKind.RECIPE,
        domain="tabular",
        competition=CompetitionId("leaf"),
        technique="recipe-linear",
        title="A whole solution: plain-numbers, linear, one-hot",
        when="Competitions of the tabular domain with a binary target, about 100 rows and 3 columns.",
        when_not="Its columns are those of another table: what is not there has to go.",
        instructions=FIRST + "On a fresh split it scored 0.71, the best constant answers 0.5 (auc, maximize).",
        code="# 03",
        blueprint=b"# bp",
        sign=Sign.HELPS,
        author="offline",
    )


def test_of_an_ensemble_the_best_member_is_the_recipe_with_its_own_score() -> None:
    members = (Member(iteration=Iteration(3), weight=0.5), Member(iteration=Iteration(1), weight=0.5))
    together = msgspec.structs.replace(revalidated(3, 0.75), members=members)
    chosen = msgspec.structs.replace(submitted(3, validation=0.75), members=members)

    alone, unknown = (recipes.recipe(run_of(*WINNING, together, *own, chosen), read) for own in ((revalidated(3, 0.71),), ()))

    assert alone is not None
    assert unknown is not None
    assert (alone.code, alone.instructions) == ("# 03", FIRST + "On a fresh split it scored 0.71, the best constant answers 0.5 (auc, maximize).")
    assert unknown.instructions == FIRST + "It was not judged on a fresh split; the best constant answers score 0.5 (auc, maximize)."


def test_a_draft_that_nothing_improved_is_a_recipe_too() -> None:
    found = recipes.recipe(run_of(*WINNING[:12], submitted(1, validation=None), dummy=None), read)

    assert found is not None
    assert found.instructions == (
        "Start from this solution: it won its run. It is a draft that nothing improved. "
        "It was not judged on a fresh split; the best constant answers score unknown (auc, maximize)."
    )


@pytest.mark.parametrize(
    ("also", "technique"), [((), "recipe"), (("Not a slug",), "recipe"), (("new:stumps",), "recipe-stumps"), (("leaf",), "recipe")]
)
def test_a_recipe_is_called_after_its_draft_by_slugs_and_never_after_its_competition(also: tuple[str, ...], technique: str) -> None:
    told = (named(event, None, *also) for event in good(1, draft(), 0.6))

    found = recipes.recipe(run_of(*told, submitted(1)), read)

    assert found is not None
    assert found.technique == technique
    assert "leaf" not in f"{found.title} {found.when} {found.when_not} {found.instructions}".lower()


def test_a_run_that_submitted_nothing_has_no_recipe() -> None:
    assert recipes.recipe(run_of(*WINNING), read) is None


def used(name: str, *, gained: bool, cites: str = "recipe-1", refined: bool = True) -> tuple[Event, ...]:
    """A run whose first draft follows a recipe, and whose second does not; it submits a refinement of one of them."""
    run = run_id(SWEEP, CompetitionId(name))
    follows = msgspec.structs.replace(made(1, draft()).proposal, skills=(SkillId(cites),))
    step: Step = improve(1 if gained else 2)
    events: tuple[Event, ...] = (
        ProposalMade(run=run, iteration=Iteration(1), proposal=follows),
        msgspec.structs.replace(made(2, draft()), run=run),
        msgspec.structs.replace(made(3, step), run=run),
        msgspec.structs.replace(submitted(3 if refined else 1 if gained else 2), run=run),
        finished(run=run),
    )
    return events


def remembered(*events: Event) -> Memory:
    return memory_of(*STARTED, learned(RECIPE), *events)


def decided(memory: Memory, domain: str | None = "tabular") -> tuple[Event, ...]:
    return recipes.decide(consolidate(domain), memory, RULES)


def test_a_use_is_a_draft_that_cites_a_recipe_and_a_gain_a_submission_that_grew_from_it() -> None:
    uses = remembered(*used("k2", gained=True), *used("k3", gained=False), *used("k4", gained=True, refined=False)).uses

    assert [(use.competition, use.iteration, use.gained) for use in uses.of(SkillId("recipe-1"))] == [
        ("k2", 1, True),
        ("k3", 1, False),
        ("k4", 1, True),
    ]


def test_a_run_that_goes_on_has_not_used_anything_yet_and_one_without_submission_gained_nothing() -> None:
    proposal, *_, end = used("k2", gained=True)

    assert remembered(proposal).uses.closed == ()
    assert [use.gained for use in remembered(proposal, end).uses.closed] == [False]


def test_two_gains_in_other_competitions_prove_a_recipe() -> None:
    one = remembered(*used("k2", gained=True))

    assert decided(one) == ()
    assert decided(remembered(*used("k1", gained=True), *used("k2", gained=True))) == (), "its own competition is no other one"
    assert decided(remembered(*used("k2", gained=True), *used("k3", gained=False), *used("k4", gained=True))) == (
        SkillProven(
            skill=RECIPE.id,
            because="submissions grew from it in 2 of 3 other competitions",
            effect=None,
            read_to=READ_TO,
            rule=RULES.version,
            now=NOW,
        ),
    )


def test_three_uses_elsewhere_without_gain_retire_a_recipe() -> None:
    losing = [event for name in ("k2", "k3", "k4") for event in used(name, gained=False)]

    assert decided(remembered(*losing[:10])) == ()
    (event,) = decided(remembered(*losing))
    assert isinstance(event, SkillRetired)
    assert (event.skill, event.by, event.because) == (RECIPE.id, RULES.version, "drafted from in 3 competitions elsewhere, without gain in any")
    assert decided(remembered(*losing, *used("k5", gained=True))) == ()


def test_a_pinned_recipe_is_not_retired_and_a_proven_one_not_proven_again() -> None:
    losing = [event for name in ("k2", "k3", "k4") for event in used(name, gained=False)]
    winning = remembered(*used("k2", gained=True), *used("k3", gained=True))
    (proof,) = decided(winning)

    assert decided(remembered(*losing, SkillPinned(skill=RECIPE.id, because="mine", by="Ada", now=NOW))) == ()
    assert decided(remembered(*used("k2", gained=True), *used("k3", gained=True), proof)) == ()
    assert memory_of(*STARTED, learned(RECIPE), proof).tiers.entries[RECIPE.id].state is SkillState.PROVEN


def test_recipes_of_another_domain_and_learnings_are_left_alone() -> None:
    wins = (*used("k2", gained=True, cites="plain"), *used("k3", gained=True, cites="plain"))

    assert decided(remembered(*used("k2", gained=True), *used("k3", gained=True)), "text") == ()
    assert decided(remembered(abstracted(skill("plain", Tier.DOMAIN)), *wins)) == ()


def test_a_recipe_is_in_no_group_of_the_gate() -> None:
    memory = remembered(*used("k2", gained=True))

    assert memory.evidence.groups("tabular") == ()
    assert memory.tiers.named == {}


def test_executions_alone_make_no_recipe() -> None:
    assert recipes.recipe(run_of(chosen(1, draft()), made(1, draft()), *executed(1, [0.5])), read) is None
