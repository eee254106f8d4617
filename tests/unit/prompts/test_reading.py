"""Replies as they come: good ones become answers, and each way of being unusable has a reason of its own."""

import json
from typing import Any

import msgspec
import pytest

from haste.errors import ReplyError
from haste.prompts.asking import letter
from haste.prompts.letter import Voice
from haste.prompts.reading import read
from haste.prompts.repairing import repair_text, repairs_max
from haste.report.example_briefs import PARENT, example_briefs, first_brief
from haste.vocabulary.brief import Answer, Brief, Learnings, Plan, Separation, Suggestion, Summary, Wording
from haste.vocabulary.scales import Comparison, Reason, Role, Sign, Tier

VOICE = Voice(model="a-model", tokens_max=1000)
EMPTY: dict[str, Any] = {
    "title": "", "cause": "", "also": [], "skills": [], "edits": [], "code": "", "cpus": 0, "gpus": 0, "memory_mib": 0, "time_limit_s": 0,
    "headings": [], "adopted": [], "dead_ends": [], "text": "",
}  # fmt: skip
EDIT = {"search": "random_state=int", "replace": "max_leaf_nodes=15, random_state=int"}
CONDITION = {"field": "target_skew", "comparison": "at_least", "value": 1.5}
LEARNING = {"technique": "log-target", "title": "t", "when": "w", "when_not": "n", "instructions": "i", "sign": "HELPS", "tier": "Domain"}


def answer(role: Role, said: dict[str, Any] | str, **changes: object) -> Answer | None:
    """What a reply to the example of a role is read as."""
    brief = example_briefs()[role]
    written = letter(msgspec.structs.replace(brief, **changes), VOICE)
    return read(said if isinstance(said, str) else json.dumps(said), written.form, written.terms)


def suggestion(role: Role, said: dict[str, Any], **changes: object) -> Suggestion:
    found = answer(role, EMPTY | said, **changes)
    assert isinstance(found, Suggestion)
    return found


def reason(role: Role, said: dict[str, Any] | str) -> str:
    with pytest.raises(ReplyError) as caught:
        answer(role, said)
    return caught.value.reason


def test_a_draft_is_a_whole_file_within_the_limits() -> None:
    found = suggestion(Role.DRAFT, {"title": "First", "cause": "lightgbm", "also": ["one-hot"], "code": "print()", "cpus": 99, "memory_mib": 64})

    limits = first_brief().limits
    assert found.code == "print()\n"
    assert (found.cause, found.also) == (None, ("new:lightgbm", "new:one-hot"))  # a draft is a bundle; the example knows neither
    assert (found.resources.cpus, found.resources.memory_bytes) == (limits.cpus, 64 * 2**20)
    assert (found.resources.time_limit_s, found.resources.gpus) == (limits.time_limit_s, 0.0)


def test_an_improvement_is_its_edits_applied_to_the_parent() -> None:
    found = suggestion(Role.IMPROVE, {"title": "Fewer leaves", "cause": "Shallow Trees", "edits": [EDIT], "skills": ["s1", "invented"]})

    assert found.code == PARENT.replace(EDIT["search"], EDIT["replace"])
    assert (found.cause, found.also, found.skills) == ("new:shallow-trees", (), ("s1",))


@pytest.mark.parametrize(
    ("said", "slug"),
    [("date-parts", "date-parts"), ("Date Parts", "date-parts"), ("new:date-parts", "date-parts"), ("s1", "log-target"), ("Ärger!", "new:rger")],
)
def test_a_cause_becomes_a_slug(said: str, slug: str) -> None:
    assert suggestion(Role.IMPROVE, {"cause": said, "code": "print()"}).cause == slug


def test_a_bigger_step_earns_no_credit() -> None:
    found = suggestion(Role.IMPROVE, {"cause": "date-parts", "also": ["date-parts", "one-hot"], "code": "print()"}, escalated=True)

    assert (found.cause, found.also) == (None, ("date-parts", "new:one-hot"))


@pytest.mark.parametrize("role", [Role.DEBUG, Role.MERGE])
def test_repairs_and_merges_start_from_the_parent_and_earn_no_credit(role: Role) -> None:
    found = suggestion(role, {"title": "Mended", "cause": "date-parts", "edits": [EDIT]})

    assert found.cause is None
    assert "max_leaf_nodes=15" in found.code


def test_a_file_in_a_code_fence_is_the_file() -> None:
    assert suggestion(Role.DRAFT, {"code": "```python\nprint(1)\n```\n"}).code == "print(1)\n"


@pytest.mark.parametrize("around", ["{}", "```json\n{}\n```", "Here it is:\n```\n{}\n```\nAs asked.", "Sure! {} Done."])
def test_json_with_something_around_it_is_read(around: str) -> None:
    found = answer(Role.DRAFT, around.replace("{}", json.dumps(EMPTY | {"code": "print()"})))

    assert isinstance(found, Suggestion)


def test_a_plan_is_cut_to_what_was_wanted() -> None:
    idea = {"technique": "", "text": "Set max_leaf_nodes to 15."}
    heading = {"title": "Less variance", "ideas": [{"technique": "date-parts", "text": "Split dates."}, idea, idea, {"technique": "", "text": " "}]}

    found = answer(Role.PLAN, EMPTY | {"headings": [heading, {"title": "Nothing in it", "ideas": []}, heading, heading]})

    assert isinstance(found, Plan)
    assert [[idea.technique for idea in heading.ideas] for heading in found.headings] == [["date-parts", None]]


def test_a_summary_has_slugs_and_words() -> None:
    found = answer(Role.SUMMARISE, EMPTY | {"adopted": ["date-parts", ""], "dead_ends": ["Area per year"], "text": " Done. "})

    assert found == Summary(adopted=("date-parts",), dead_ends=("new:area-per-year",), text="Done.")


def test_the_roles_outside_a_phase_have_forms_of_their_own() -> None:
    learnings = answer(Role.DISTIL, {"learnings": [LEARNING]})
    wording = answer(Role.ABSTRACT, {"title": "Use it", "when": "w", "when_not": "n", "instructions": "i"})
    separation = answer(Role.RECONCILE, {"found": True, "condition": CONDITION, "text": "why"})

    assert isinstance(learnings, Learnings)
    assert (learnings.learnings[0].sign, learnings.learnings[0].tier) == (Sign.HELPS, Tier.DOMAIN)  # in any case of letters
    assert wording == Wording(title="Use it", when="w", when_not="n", instructions="i")
    assert isinstance(separation, Separation)
    assert (separation.condition.comparison, separation.condition.value) == (Comparison.AT_LEAST, 1.5)
    assert answer(Role.RECONCILE, {"found": False, "condition": CONDITION, "text": ""}) is None


@pytest.mark.parametrize(
    ("role", "said", "expected"),
    [
        (Role.DRAFT, "", Reason.EMPTY_REPLY),
        (Role.DRAFT, " \n", Reason.EMPTY_REPLY),
        (Role.DRAFT, "I would begin with boosted trees.", Reason.PROSE),
        (Role.DRAFT, '{"title": "cut of', Reason.PROSE),
        (Role.DRAFT, '{"title": "cut of", "edits": [{}', Reason.PROSE),
        (Role.DRAFT, {"code": "print('the title is missing')"}, Reason.WRONG_FORM),
        (Role.DRAFT, {"title": "nothing in it"}, Reason.WRONG_FORM),
        (Role.DRAFT, EMPTY | {"code": "print()", "more": 1}, Reason.WRONG_FORM),
        (Role.DRAFT, EMPTY | {"code": "print()", "cpus": "many"}, Reason.WRONG_FORM),
        (Role.DRAFT, EMPTY, Reason.WRONG_FORM),
        (Role.DRAFT, EMPTY | {"edits": [EDIT]}, Reason.WRONG_FORM),
        (Role.DRAFT, EMPTY | {"code": "def f(:\n"}, Reason.SYNTAX),
        (Role.DRAFT, EMPTY | {"code": "x = '\x00'"}, Reason.SYNTAX),
        (Role.DRAFT, EMPTY | {"code": "x = 1" + "+1" * 100_000}, Reason.SYNTAX),
        (Role.IMPROVE, EMPTY | {"code": "print()", "cause": "!!!"}, Reason.WRONG_FORM),
        (Role.IMPROVE, EMPTY | {"code": PARENT}, Reason.WRONG_FORM),
        (Role.IMPROVE, EMPTY | {"edits": [{"search": "nowhere", "replace": "x"}]}, Reason.EDITS),
        (Role.IMPROVE, EMPTY | {"edits": [{"search": "train", "replace": "x"}]}, Reason.EDITS),
        (Role.IMPROVE, EMPTY | {"edits": [{"search": "", "replace": "x"}]}, Reason.EDITS),
        (Role.IMPROVE, EMPTY | {"edits": [{"search": "import os\n", "replace": "import os("}]}, Reason.SYNTAX),
        (Role.PLAN, EMPTY, Reason.WRONG_FORM),
        (Role.SUMMARISE, EMPTY, Reason.WRONG_FORM),
        (Role.DISTIL, {"learnings": [LEARNING | {"sign": "maybe"}]}, Reason.WRONG_FORM),
        (Role.RECONCILE, {"found": True, "condition": CONDITION | {"field": "moon"}, "text": ""}, Reason.WRONG_FORM),
        (Role.RECONCILE, {"found": True, "condition": CONDITION | {"comparison": "equals"}, "text": ""}, Reason.WRONG_FORM),
    ],
)
def test_a_reply_that_cannot_be_used_has_its_reason(role: Role, said: dict[str, Any] | str, expected: Reason) -> None:
    assert reason(role, said) == expected


def error(why: Reason) -> ReplyError:
    return ReplyError(reason=why, expected="one", found="two", where="here", next_step="Do it.")


def test_a_repair_says_what_was_wrong_and_for_edits_shows_the_file_then_asks_for_it() -> None:
    brief = example_briefs()[Role.IMPROVE]
    assert isinstance(brief, Brief)
    terms = letter(brief, VOICE).terms

    assert repair_text(error(Reason.PROSE), terms, repairs=0).endswith("here: expected one, found two. Do it.")
    assert PARENT in repair_text(error(Reason.EDITS), terms, repairs=0)
    assert "Send the whole file" in repair_text(error(Reason.EDITS), terms, repairs=1)
    assert (repairs_max(error(Reason.PROSE)), repairs_max(error(Reason.EDITS))) == (1, 2)
