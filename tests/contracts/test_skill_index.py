"""What every skill index promises."""

import random

import pytest

from haste.errors import SlugError
from haste.ports import SkillIndex
from haste.vocabulary.scales import SkillKind
from tests.libraries import WORDS, library, questions, row

EVERYWHERE = ("g", "d:text", "c:leaf", "c:moss")
ONE_EACH = tuple(row(scope.replace(":", "-"), scope=scope) for scope in EVERYWHERE)


def test_the_row_that_says_most_of_a_text_comes_first(index: SkillIndex) -> None:
    index.write((row("a", "Rare birds."), row("b", "Mirror images."), row("c", "Encode rare categories by their target.")))

    assert index.search("rare categories", scopes=["g"]) == ("c", "a")


def test_words_count_by_their_stems_whatever_their_case(index: SkillIndex) -> None:
    index.write((row("a", "Encoding CATEGORIES"), row("b", "Mirrored images")))

    assert index.search("an encoded category", scopes=["g"]) == ("a",)


@pytest.mark.parametrize(
    ("scopes", "found"),
    [(["g"], ["g"]), (["c:leaf"], ["c-leaf"]), (["d:text", "g"], ["d-text", "g"]), (EVERYWHERE, ["c-leaf", "c-moss", "d-text", "g"]), ([], [])],
    ids=str,
)
def test_only_rows_of_the_scopes_are_found_and_equals_come_by_id(index: SkillIndex, scopes: list[str], found: list[str]) -> None:
    index.write(ONE_EACH)

    assert list(index.search("target", scopes=scopes)) == found


def test_a_scope_that_holds_nothing_gives_nothing(index: SkillIndex) -> None:
    index.write(ONE_EACH)

    assert index.search("target", scopes=["c:fern", "d:image"]) == ()


def test_only_rows_of_the_kinds_are_found(index: SkillIndex) -> None:
    index.write((row("a"), row("b", kind=SkillKind.RECIPE)))

    assert index.search("target", scopes=["g"], kinds=[SkillKind.RECIPE]) == ("b",)
    assert index.search("target", scopes=["g"], kinds=[]) == ()
    assert index.search("target", scopes=["g"]) == ("a", "b")


@pytest.mark.parametrize("scope", ["", "c:", "x:leaf", "leaf", "G", "c:leaf') OR ('a' = 'a", "c:Leaf", "c:a:b", "g "])
def test_a_scope_that_is_none_is_refused(index: SkillIndex, scope: str) -> None:
    index.write(ONE_EACH)

    with pytest.raises(SlugError, match="name of a scope"):
        index.search("target", scopes=["g", scope])


def test_no_question_finds_a_row_of_another_scope(index: SkillIndex) -> None:
    rows = library()
    scope_of = {one.id: one.scope for one in rows}
    index.write(rows)

    answers = [(scopes, index.search(text, scopes=scopes)) for text, scopes in questions(200)]

    assert sum(map(len, (found for _, found in answers))) > 1000
    assert [(scopes, skill) for scopes, found in answers for skill in found if scope_of[skill] not in scopes] == []


def test_every_row_can_be_found_by_its_words(index: SkillIndex) -> None:
    rows = library()
    index.write(rows)

    assert [one.id for one in rows if one.id not in index.search(one.text, scopes=[one.scope])] == []


def test_the_order_in_which_rows_were_written_changes_nothing(index: SkillIndex) -> None:
    rows = list(library(100))
    asked = list(questions(30))
    index.write(rows)
    before = [index.search(text, scopes=scopes) for text, scopes in asked]

    random.Random(1).shuffle(rows)  # noqa: S311 - chance for a test
    index.write(rows)

    assert [index.search(text, scopes=scopes) for text, scopes in asked] == before


ODD = (
    "",
    " ",
    "the of and",
    "'",
    '"',
    '"target encoding',
    "'); DROP TABLE skills; --",
    "tar*get (",
    "-x +y: z~2^3",
    "\0",
    "\udcff",
    "a" * 100_000,
    "🌲 ß Ω",
)


@pytest.mark.parametrize("text", ODD, ids=lambda text: repr(text)[:20])
def test_any_text_may_be_asked(index: SkillIndex, text: str) -> None:
    index.write((row("a", "Mirror images."),))

    assert index.search(text, scopes=["g"]) == ()
    assert index.search(f"{text} images", scopes=["g"]) == ("a",)


def test_a_long_text_may_be_asked(index: SkillIndex) -> None:
    index.write((row("a", "Mirror images."),))

    assert index.search(" ".join([*WORDS * 300, "mirror"]), scopes=["g"]) == ("a",)


def test_any_text_may_be_held(index: SkillIndex) -> None:
    odd = ("", "'", '"); x', "\0 nul", "🌲 pine", "a" * 100_000)
    index.write([row(f"s{number}", text) for number, text in enumerate(odd)])

    assert index.search("pine", scopes=["g"]) == ("s4",)


def test_what_is_written_takes_the_place_of_what_was(index: SkillIndex) -> None:
    index.write((row("a"), row("b")))
    index.write((row("b"), row("c")))

    assert index.search("target", scopes=["g"]) == ("b", "c")


def test_nothing_is_found_in_nothing(index: SkillIndex) -> None:
    assert index.search("target", scopes=["g"]) == ()
    index.write(())
    assert index.search("target", scopes=["g"]) == ()
    index.write((row("a"),))
    index.write(())
    assert index.search("target", scopes=["g"]) == ()


def test_what_was_thrown_away_is_made_anew_when_somebody_asks(index: SkillIndex) -> None:
    index.clear()
    index.write(ONE_EACH)

    index.clear()

    assert index.search("target", scopes=["g"]) == ("g",)
