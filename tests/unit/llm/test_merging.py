"""What the offline author brings from one line into another."""

import msgspec
import pytest

from haste.llm.composing import choose
from haste.llm.offline import OfflineAuthor
from haste.techniques.blueprint import Blueprint, decode, encode
from haste.techniques.fitting import changed, started
from haste.techniques.registry import find, known
from haste.techniques.task import Task
from haste.vocabulary.brief import Attempt, Brief, Incumbent, Suggestion
from haste.vocabulary.ids import Iteration
from haste.vocabulary.scales import Operator, Role
from tests.unit.llm.examples import brief

ASKED = brief(role=Role.MERGE)
TASK = Task(competition=ASKED.competition, profile=ASKED.profile)
WINNER = started(TASK, "boosting", ("plain-numbers", "ordinal-codes", "hist-boosting"))
RUNNER_UP = started(TASK, "linear", ("plain-numbers", "one-hot", "linear"))
Change = tuple[str | None, tuple[str, ...], bool]  # cause, also, accepted


def line(draft: Blueprint, *changes: Change, first: int) -> tuple[list[Attempt], Incumbent]:
    """A line of refinements from a draft on, and its best."""
    best, parent = draft, Iteration(first)
    attempts = [_attempt(parent, None, draft, ("draft", (), True))]
    for number, change in enumerate(changes, start=first + 1):
        blueprint = best
        for slug in (change[0], *change[1]):
            blueprint = changed(TASK, find(slug), blueprint) if slug in known("tabular") else blueprint
        attempts.append(_attempt(Iteration(number), parent, blueprint, change))
        if change[2]:
            best, parent = blueprint, Iteration(number)
    return attempts, Incumbent(iteration=parent, code="", blueprint=encode(best))


def _attempt(iteration: Iteration, parent: Iteration | None, blueprint: Blueprint, change: Change) -> Attempt:
    cause, also, accepted = change
    return Attempt(
        iteration=iteration,
        operator=Operator.DRAFT if parent is None else Operator.IMPROVE,
        parent=parent,
        title="",
        cause=None if parent is None else cause,
        also=also,
        accepted=accepted,
        reason=None,
        lift=None,
        blueprint=encode(blueprint),
    )


def merging(theirs: tuple[Change, ...], own: tuple[Change, ...] = ()) -> Brief:
    winners, incumbent = line(WINNER, *own, first=1)
    others, other = line(RUNNER_UP, *theirs, first=20)
    return msgspec.structs.replace(ASKED, incumbent=incumbent, other=other, history=(*winners, *others))


def accepted(slug: str) -> Change:
    return slug, (), True


def test_what_the_other_line_adopted_is_put_into_the_winner_in_its_order() -> None:
    choice = choose(merging((accepted("log-target"), accepted("date-parts"))))

    assert choice is not None
    assert (choice.cause, choice.also) == (None, ("log-target", "date-parts"))
    assert choice.blueprint == changed(TASK, find("date-parts"), changed(TASK, find("log-target"), WINNER))
    assert choice.title == f"Bring in {find('log-target').title}, {find('date-parts').title} from iteration 22"


def test_what_the_other_line_did_not_adopt_stays_there() -> None:
    choice = choose(merging((("log-target", (), False), accepted("date-parts"))))

    assert choice is not None
    assert choice.also == ("date-parts",)


def test_a_bundle_that_was_adopted_comes_whole_and_in_order() -> None:
    choice = choose(merging(((None, ("log-target", "date-parts"), True),)))

    assert choice is not None
    assert choice.also == ("log-target", "date-parts")


def test_what_a_repair_between_two_gains_was_made_from_does_not_break_the_line() -> None:
    asked = merging((accepted("log-target"), ("neural-network", (), False)))
    assert asked.other is not None
    repair = msgspec.structs.replace(
        asked.history[-1], iteration=Iteration(23), parent=Iteration(22), cause=None, operator=Operator.DEBUG, accepted=True
    )
    repaired = msgspec.structs.replace(asked.other, iteration=Iteration(23))

    choice = choose(msgspec.structs.replace(asked, history=(*asked.history, repair), other=repaired))

    assert choice is not None
    assert choice.also == ("log-target",)


def test_what_would_undo_something_that_the_winner_adopted_is_left_out() -> None:
    choice = choose(merging((accepted("root-target"), accepted("date-parts")), own=(accepted("log-target"),)))

    assert choice is not None
    assert choice.also == ("date-parts",)


def test_what_is_in_the_winners_draft_alone_may_be_given_up() -> None:
    choice = choose(merging((accepted("lightgbm"),)))

    assert choice is not None
    assert choice.blueprint.models == ("lightgbm",)


NOTHING: dict[str, Brief] = {
    "the other line adopted nothing": merging(()),
    "the winner has it": merging((accepted("log-target"),), own=(accepted("log-target"),)),
    "nobody knows it": merging((("wishful-thinking", (), True),)),
    "it was tried on the winner": merging((accepted("log-target"),), own=(("log-target", (), False),)),
    "it is not allowed": msgspec.structs.replace(merging((accepted("log-target"),)), techniques=tuple(WINNER.slugs)),
    "another author wrote the winner": msgspec.structs.replace(
        merging((accepted("log-target"),)), incumbent=Incumbent(iteration=Iteration(1), code="", blueprint=b"notes")
    ),
    "there is no other line": msgspec.structs.replace(merging((accepted("log-target"),)), other=None),
}


@pytest.mark.parametrize("asked", NOTHING.values(), ids=NOTHING)
def test_where_nothing_new_can_be_brought_in_there_is_nothing_to_say(asked: Brief) -> None:
    assert choose(asked) is None


async def test_a_merge_is_a_suggestion_with_code() -> None:
    author = OfflineAuthor()

    reply = await author.ask(author.request(merging((accepted("log-target"),))))

    suggestion = reply.of(Suggestion)
    assert suggestion is not None
    assert decode(suggestion.blueprint).targets == ("log-target",)
    compile(suggestion.code, "solution.py", "exec")
