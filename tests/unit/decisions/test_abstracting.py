"""Checks on the words of a skill that should hold beyond one competition."""

import msgspec
import pytest

from haste.decisions.abstracting import Texts, wrong_words
from haste.thresholds import CURRENT as RULES
from haste.thresholds import RULES as VERSIONS
from haste.thresholds import Thresholds
from haste.vocabulary.brief import Wording
from haste.vocabulary.ids import CompetitionId

OLDER = VERSIONS["rules@2"]
WORDING = Wording(
    title="Columns for categories",
    when="There are categories.",
    when_not="There are none.",
    instructions="Give each common category a column.",
)


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ({}, None),
        ({"title": "What helped in leaf"}, "the words name a competition: leaf"),
        ({"when_not": "not as in (LEAF)"}, "the words name a competition: leaf"),
        ({"instructions": "do as pub-mnist.few did"}, "the words name a competition: pub-mnist.few"),
        ({"instructions": "do as pub-mnistXfew did"}, None),
        ({"title": "Turn over a new leaflet"}, None),
        ({"title": "  "}, "the words are empty"),
        ({"instructions": ""}, "the words are empty"),
        ({"when": "", "when_not": ""}, None),
    ],
)
def test_words_are_checked(words: dict[str, str], wrong: str | None) -> None:
    wording = msgspec.structs.replace(WORDING, **words)

    assert wrong_words(wording, [CompetitionId("leaf"), CompetitionId("pub-mnist.few")], Texts(), RULES) == wrong


@pytest.mark.parametrize("said", ["pub food reviews", "PUB_FOOD_REVIEWS", "pub\u2011food\u2011reviews", "_pub-food-reviews_", "(pub.food/reviews)"])
def test_a_name_is_the_same_however_its_parts_are_joined_since_rules_4(said: str) -> None:
    wording = msgspec.structs.replace(WORDING, instructions=f"Do as in {said}, and more.")
    names = [CompetitionId("pub-food-reviews")]

    assert wrong_words(wording, names, Texts(), RULES) == "the words name a competition: pub-food-reviews"
    assert wrong_words(wording, names, Texts(), VERSIONS["rules@3"]) is None
    assert wrong_words(msgspec.structs.replace(WORDING, instructions="Review the pub's food."), names, Texts(), RULES) is None


def test_a_technique_that_an_author_called_after_a_competition_names_it() -> None:
    names = [CompetitionId("pub-food-reviews")]

    assert wrong_words(WORDING, names, Texts(), RULES, called="new:pub-food-reviews-trick") == "the words name a competition: pub-food-reviews"
    assert wrong_words(WORDING, names, Texts(), VERSIONS["rules@3"], called="new:pub-food-reviews-trick") is None


ELEVEN = "one two three four five six seven eight nine ten eleven"


@pytest.mark.parametrize(
    ("said", "copied"),
    [(f"{ELEVEN} twelve", True), (f"so: ONE, {ELEVEN[4:]}; twelve.", True), (ELEVEN, False), (f"{ELEVEN} dozen", False), (f"zero {ELEVEN}", False)],
)
def test_twelve_words_in_a_row_that_stand_in_a_description_are_copied(said: str, *, copied: bool) -> None:
    wording = msgspec.structs.replace(WORDING, instructions=said)
    texts = Texts(descriptions=("something else", f"First {ELEVEN} twelve and more."))

    assert (wrong_words(wording, [], texts, RULES) is not None) is copied


def test_a_text_shorter_than_twelve_words_cannot_be_copied_from() -> None:
    assert wrong_words(msgspec.structs.replace(WORDING, instructions=ELEVEN), [], Texts(descriptions=(ELEVEN, "")), RULES) is None


@pytest.mark.parametrize(("rules", "copied"), [(RULES, True), (OLDER, False)])
def test_rows_that_authors_were_shown_count_since_rules_3(rules: Thresholds, *, copied: bool) -> None:
    wording = msgspec.structs.replace(WORDING, instructions=f"{ELEVEN} twelve")

    assert (wrong_words(wording, [], Texts(rows=(f"{ELEVEN} twelve",)), rules) is not None) is copied


@pytest.mark.parametrize(
    ("said", "rules", "wrong"),
    [
        ("Do as in THE LEAVES OF TREES.", RULES, "the words name a competition: The leaves of trees"),
        ("Do as in the leaves of trees.", OLDER, None),
        ("Do as with the leaves of treeship.", RULES, None),
        ("Spread green leaves.", RULES, None),
    ],
)
def test_a_competition_is_named_by_its_title_too_where_that_has_three_words(said: str, rules: Thresholds, wrong: str | None) -> None:
    told = ("# The leaves of trees \nPredict.", "# Green leaves\nPredict.", "no title")
    texts = Texts(descriptions=told, rows=("id,label\n# not a title of this,1\n",))

    assert wrong_words(msgspec.structs.replace(WORDING, instructions=said), [], texts, rules) == wrong
