"""What the offline author says that a run taught, and how it words a skill: plain figures, nothing invented."""

import msgspec
import pytest

from haste.decisions.abstracting import Texts, wrong_words
from haste.llm.offline import OfflineAuthor
from haste.techniques.registry import find
from haste.thresholds import CURRENT
from haste.vocabulary.brief import Attempt, Brief, ConflictBrief, GroupBrief, Learning, Learnings, Reply, Request, Separation, Wording
from haste.vocabulary.ids import CompetitionId, Iteration
from haste.vocabulary.judgement import Credit
from haste.vocabulary.scales import Comparison, Operator, Reason, Role, Sign, Status, Tier
from haste.vocabulary.skill import Condition, Effect, Group
from tests.unit.llm.examples import brief

author = OfflineAuthor()
EFFECT = Effect(mean=0.2, lower=0.05, upper=0.35, competitions=3, supporting=2, contradicting=0)
GROUP = GroupBrief(
    group=Group(technique="one-hot", domain="tabular"),
    to=Tier.DOMAIN,
    sign=Sign.HELPS,
    effect=EFFECT,
    sources=(),
    supporting=({"rows": 4.0, "skew": 1.0}, {"rows": 5.0, "skew": 0.0}),
    others=({"rows": 2.0, "skew": 0.5},),
    guidance="",
)


def attempt(iteration: int, cause: str | None, effect: float | None) -> Attempt:
    return Attempt(
        iteration=Iteration(iteration),
        operator=Operator.IMPROVE,
        parent=Iteration(1),
        title="a trial",
        cause=cause,
        also=(),
        accepted=False,
        reason=Reason.NO_GAIN,
        lift=None,
        credit=None if effect is None else Credit(effect=effect, se=0.1, significant=0),
    )


async def ask(asked: Brief | GroupBrief) -> Reply:
    return await author.ask(author.request(asked))


async def taught(*history: Attempt) -> tuple[Learning, ...]:
    found = (await ask(msgspec.structs.replace(brief(role=Role.DISTIL), history=history))).of(Learnings)
    assert found is not None
    return found.learnings


async def worded(**changes: object) -> Wording:
    wording = (await ask(msgspec.structs.replace(GROUP, **changes))).of(Wording)
    assert wording is not None
    return wording


async def test_a_distillation_is_one_learning_for_each_technique_that_was_credited() -> None:
    found = await taught(attempt(2, "one-hot", 0.1), attempt(3, "linear", None), attempt(4, None, 0.2), attempt(5, "date-parts", -0.3))

    assert [(one.technique, one.sign) for one in found] == [("date-parts", Sign.HARMS), ("one-hot", Sign.HELPS)]
    assert {one.tier for one in found} == {Tier.COMPETITION}


async def test_a_technique_that_was_tried_twice_is_one_learning_of_its_mean_effect() -> None:
    (found,) = await taught(attempt(2, "one-hot", 0.4), attempt(3, "one-hot", -0.1))

    assert (found.technique, found.sign) == ("one-hot", Sign.HELPS)
    assert found.title == f"{find('one-hot').title}: +0.150"
    assert "one-hot changed the score by +0.150" in found.instructions


async def test_the_five_largest_effects_are_learned_whatever_their_sign() -> None:
    effects = {"one-hot": 0.1, "linear": -0.9, "date-parts": 0.8, "log-numbers": -0.2, "lightgbm": 0.3, "group-means": 0.3, "extra-trees": 0.0}

    found = await taught(*(attempt(number, cause, effect) for number, (cause, effect) in enumerate(effects.items(), start=2)))

    assert [one.technique for one in found] == ["linear", "date-parts", "group-means", "lightgbm", "log-numbers"]


async def test_a_learning_says_when_its_technique_fits_in_the_techniques_own_words() -> None:
    (found,) = await taught(attempt(2, "one-hot", 0.1))

    assert (found.when, found.when_not) == (find("one-hot").when, find("one-hot").when_not)


async def test_a_technique_that_nobody_here_knows_is_learned_by_its_name() -> None:
    (found,) = await taught(attempt(2, "new:quantile-bins", 0.1))

    assert (found.title, found.when, found.when_not) == ("new:quantile-bins: +0.100", "", "")


async def test_a_run_without_credit_teaches_nothing_and_the_call_succeeds() -> None:
    reply = await ask(brief(role=Role.DISTIL))

    assert reply.value == Learnings(learnings=())
    assert (reply.author, [call.status for call in reply.calls]) == ("offline", [Status.SUCCEEDED])


async def test_a_skill_is_worded_with_the_figures_of_the_gate() -> None:
    wording = await worded()

    assert wording.title == f"Use: {find('one-hot').title}"
    assert (wording.when, wording.when_not) == (find("one-hot").when, find("one-hot").when_not)
    assert all(
        figure in wording.instructions for figure in ("Use one-hot", "+0.200", "+0.050 to +0.350", "3 competitions (2 significantly for, 0 against)")
    )


async def test_what_harms_is_worded_as_something_to_avoid() -> None:
    wording = await worded(sign=Sign.HARMS)

    assert wording.title.startswith("Avoid: ")
    assert wording.instructions.startswith("Avoid one-hot.")


async def test_a_technique_that_nobody_here_knows_is_worded_by_its_name() -> None:
    wording = await worded(group=Group(technique="new:quantile-bins", domain=None))

    assert (wording.title, wording.when, wording.when_not) == ("Use: new:quantile-bins", "", "")


async def test_its_words_pass_the_checks() -> None:
    assert wrong_words(await worded(), [CompetitionId("leaf")], Texts(descriptions=("# Leaf\nPredict whether it falls.",)), CURRENT) is None


CONFLICT = ConflictBrief(
    group=GROUP.group,
    helped=({"rows": 4.0, "skew": 1.0}, {"rows": 5.0, "skew": 0.0}),
    harmed=({"rows": 2.0, "skew": 0.5}, {"rows": 1.0, "skew": 0.5}),
    undecided=({"rows": 3.0, "skew": 9.0},),
    guidance="",
)


async def separated(**changes: object) -> Separation | None:
    return (await author.ask(author.request(msgspec.structs.replace(CONFLICT, **changes)))).of(Separation)


async def test_the_number_that_separates_help_from_harm_settles_a_conflict() -> None:
    found = await separated()

    assert found is not None
    assert found.condition == Condition(field="rows", comparison=Comparison.AT_LEAST, value=3.0)
    assert found.text == "one-hot helps where rows is at least 3, and harms elsewhere."


async def test_a_number_can_separate_from_above_too() -> None:
    found = await separated(harmed=({"rows": 7.0, "skew": 0.5}, {"rows": 8.0, "skew": 0.5}))

    assert found is not None
    assert found.condition == Condition(field="rows", comparison=Comparison.BELOW, value=6.0)


async def test_the_widest_gap_in_shares_of_the_range_wins() -> None:
    found = await separated(helped=({"a": 10.0, "b": 100.0}, {"a": 11.0, "b": 300.0}), harmed=({"a": 0.0, "b": 0.0},))

    assert found is not None
    assert found.condition.field == "a"


@pytest.mark.parametrize(
    "changes",
    [
        {"harmed": ({"rows": 4.5, "skew": 0.5},)},
        {"harmed": ({"rows": 4.0, "skew": 1.0},)},
        {"harmed": ({"width": 9.0},)},
        {"harmed": ({"rows": 1.0},), "helped": ({"rows": 4.0}, {})},
    ],
    ids=["in between", "the same", "nothing that both have", "not known of one"],
)
async def test_where_nothing_separates_the_author_has_nothing_to_say(changes: dict[str, tuple[dict[str, float], ...]]) -> None:
    assert await separated(**changes) is None


@pytest.mark.parametrize("role", [Role.DISTIL, Role.ABSTRACT])
async def test_a_request_that_cannot_be_read_is_a_failed_call(role: Role) -> None:
    reply = await author.ask(Request(role=role, body=b"\xc1"))

    assert reply.value is None
    assert [(call.status, call.reason) for call in reply.calls] == [(Status.INVALID, Reason.UNREADABLE)]


@pytest.mark.parametrize("asked", [msgspec.structs.replace(brief(role=Role.DISTIL), history=(attempt(2, "one-hot", 0.1),)), GROUP])
async def test_equal_briefs_get_equal_words(asked: Brief | GroupBrief) -> None:
    assert await ask(asked) == await ask(asked)
