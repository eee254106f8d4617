"""What a person does with skills at a terminal."""

import getpass
from collections.abc import Iterator
from typing import Any

import pytest

from haste.cli import skills
from haste.decisions.curating import curate
from haste.events.skill import SkillPinned, SkillRetired
from haste.vocabulary.ids import SweepId, skill_stream
from tests.builders import NOW
from tests.unit.cli.homes import Desk
from tests.unit.cli.shelves import Shelf


@pytest.fixture
def shelf(desk: Desk) -> Iterator[Shelf]:
    with Shelf(desk) as made:
        yield made


def test_skills_are_listed_the_widest_tier_first(shelf: Shelf) -> None:
    assert [(one["id"], one["tier"], one["state"]) for one in shelf.json("list")] == [
        (shelf.wide, "domain", "proven"),
        (shelf.own, "competition", "learned"),
    ]


@pytest.mark.parametrize(
    ("words", "tiers"),
    [
        (("--tier", "domain"), ["domain"]),
        (("--tier", "global"), []),
        (("--domain", "tabular"), ["domain", "competition"]),
        (("--domain", "text"), []),
        (("--state", "learned"), ["competition"]),
        (("--state", "proven", "--tier", "competition"), []),
    ],
    ids=" ".join,
)
def test_a_listing_can_be_narrowed(shelf: Shelf, words: tuple[str, ...], tiers: list[str]) -> None:
    assert [one["tier"] for one in shelf.json("list", *words)] == tiers


def test_a_listing_for_people_is_a_table(shelf: Shelf) -> None:
    answer = shelf.desk.types("skills", "list")

    assert answer.code == 0
    assert "Use: one-hot columns" in answer.out.replace("\n", " ") or "one-hot" in answer.out


def test_a_home_in_which_nothing_was_started_has_no_skills(desk: Desk) -> None:
    assert desk.types("skills", "list", "--json").json == []
    assert desk.types("skills", "list").out == "no skills\n"
    assert desk.types("skills", "retire", "x", "--reason", "y").code == 2
    assert not desk.home.exists()


def test_a_skill_is_shown_with_words_evidence_and_history(shelf: Shelf) -> None:
    page = shelf.json("show", shelf.wide)
    told = shelf.desk.types("skills", "show", shelf.wide).out

    assert (page["id"], page["sources"], page["instructions"]) == (shelf.wide, [shelf.own], "Encode them.")
    assert [one["competition"] for one in page["evidence"]] == ["leaf", "moss"]
    assert told.startswith(f"{shelf.wide}: Use: one-hot columns\n")


def test_a_search_finds_by_words(shelf: Shelf) -> None:
    assert [one["id"] for one in shelf.json("search", "thousands", "of", "categories")] == [shelf.wide, shelf.own]
    assert shelf.json("search", "volcano") == []


@pytest.mark.parametrize(
    "words", [("show",), ("retire", "--reason", "x"), ("restore", "--reason", "x"), ("pin", "--reason", "x")], ids=lambda words: words[0]
)
def test_an_unknown_id_is_wrong_use_and_the_nearest_are_offered(shelf: Shelf, words: tuple[str, ...]) -> None:
    answer = shelf.desk.types("skills", words[0], shelf.wide[:-2], *words[1:])

    assert (answer.code, answer.out) == (2, "")
    assert f"Nearest: {shelf.wide}" in answer.err


def test_a_retired_skill_comes_back_and_is_pinned_each_with_name_and_reason(shelf: Shelf) -> None:
    (retired,) = shelf.json("retire", shelf.wide, "--reason", "too slow", "--by", "Ada")
    event = shelf.newest()
    (restored,) = shelf.json("restore", shelf.wide, "--reason", "fast now", "--by", "Ada")
    (pinned,) = shelf.json("pin", shelf.wide, "--reason", "keep", "--by", "Ada")

    assert [one["state"] for one in (retired, restored, pinned)] == ["retired", "proven", "proven"]
    assert isinstance(event.event, SkillRetired)
    assert (event.event.by, event.event.because, event.event.rule) == ("Ada", "too slow", "person")
    assert (event.event.read_to, event.causation, event.correlation, event.actor) == (event.position - 1, event.position - 1, SweepId("s"), "cli")
    assert shelf.json("show", shelf.wide)["pinned"]


def test_a_change_for_people_prints_the_row(shelf: Shelf) -> None:
    answer = shelf.desk.types("skills", "retire", shelf.own, "--reason", "too slow", "--by", "Ada")

    assert answer.code == 0
    assert "retired" in answer.out


def test_the_name_is_the_users_where_none_is_given(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "grace")

    shelf.json("pin", shelf.wide, "--reason", "keep")

    event = shelf.newest().event
    assert isinstance(event, SkillPinned)
    assert event.by == "grace"


def test_a_user_without_a_name_has_to_give_one(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> str:
        raise KeyError("uid")

    monkeypatch.setattr(getpass, "getuser", nobody)

    answer = shelf.desk.types("skills", "pin", shelf.wide, "--reason", "keep")

    assert (answer.code, answer.out) == (2, "")
    assert "--by NAME" in answer.err


def test_a_reason_is_required(shelf: Shelf) -> None:
    assert shelf.desk.types("skills", "pin", shelf.wide).code == 2


def test_where_another_writer_was_first_the_decision_is_made_anew(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    late = iter((lambda: shelf.history.keeps(SkillPinned(skill=shelf.wide, because="mine", by="Bob", now=NOW)), lambda: None, lambda: None))

    def overtaken(*arguments: Any) -> Any:  # noqa: ANN401 - passed on as they come
        event = curate(*arguments)
        next(late)()
        return event

    monkeypatch.setattr(skills, "curate", overtaken)

    (found,) = shelf.json("retire", shelf.wide, "--reason", "too slow", "--by", "Ada")

    assert found["state"] == "retired"
    versions = [stored.version for stored in shelf.log.read(skill_stream(shelf.wide))]
    assert versions == [1, 2, 3]


def test_pinning_what_another_has_just_pinned_is_wrong_use(shelf: Shelf) -> None:
    shelf.history.keeps(SkillPinned(skill=shelf.wide, because="mine", by="Bob", now=NOW))

    answer = shelf.desk.types("skills", "pin", shelf.wide, "--reason", "keep", "--by", "Ada")

    assert answer.code == 2
    assert "expected a skill that is not pinned, found pinned" in answer.err
