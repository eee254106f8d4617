"""What a person does with skills at a terminal."""

import getpass
from collections.abc import Iterator
from typing import Any

import pytest

from haste.cli import skills
from haste.decisions.curating import curate
from haste.events.codec import typed
from haste.events.skill import SkillPinned, SkillRetired
from haste.vocabulary.ids import SkillId, SweepId, skill_stream
from haste.vocabulary.scales import Tier
from tests.builders import NOW, skill
from tests.taking_over import taken_over
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


def test_a_search_finds_by_words_and_their_stems_and_prints_rows_like_a_listing(shelf: Shelf) -> None:
    rows = {one["id"]: one for one in shelf.json("list")}

    found = shelf.json("search", "using", "a", "category")

    assert [one["id"] for one in found] == [shelf.wide, shelf.own]  # only the wider one says to use it
    assert found == [rows[shelf.wide], rows[shelf.own]]
    assert shelf.json("search", "volcano") == []
    assert shelf.desk.types("skills", "search", "volcano").out == "no skill that is in use shares a word with that\n"


@pytest.mark.parametrize(
    ("words", "tiers"),
    [
        (("--tier", "domain"), ["domain"]),
        (("--tier", "global"), []),
        (("--domain", "tabular", "--tier", "competition"), ["competition"]),
        (("--domain", "text"), []),
    ],
    ids=" ".join,
)
def test_a_search_can_be_narrowed(shelf: Shelf, words: tuple[str, ...], tiers: list[str]) -> None:
    assert [one["tier"] for one in shelf.json("search", "categories", *words)] == tiers


def test_a_retired_skill_is_not_found(shelf: Shelf) -> None:
    shelf.json("retire", shelf.wide, "--reason", "too slow", "--by", "Ada")

    assert [one["id"] for one in shelf.json("search", "categories")] == [shelf.own]
    assert shelf.json("search", "categories", "--tier", "domain") == []


@pytest.mark.parametrize("words", [("",), ("'", "OR", "1=1"), ("\udcff",)], ids=repr)
def test_any_text_may_be_searched_for(shelf: Shelf, words: tuple[str, ...]) -> None:
    assert shelf.json("search", "--tier", "domain", *words) == []


def test_track_records_tell_how_each_technique_fared_in_each_competition(shelf: Shelf) -> None:
    (record,) = shelf.json("records")

    assert (record["technique"], record["domain"], record["competitions"], record["trials"]) == ("one-hot", "tabular", 2, 2)
    assert (record["gained"], record["lost"], record["effect"]) == (2, 0, pytest.approx(0.25))
    assert record["effects"] == pytest.approx({"leaf": 0.3, "moss": 0.2})
    assert shelf.json("records", "--domain", "text") == []


def test_track_records_for_people_are_a_table(shelf: Shelf) -> None:
    assert "+0.250" in shelf.desk.types("skills", "records").out
    assert shelf.desk.types("skills", "records", "--domain", "text").out == "nothing was judged\n"


def test_an_index_is_made_anew_from_the_log_and_the_others_go(shelf: Shelf) -> None:
    found = shelf.json("search", "categories")
    (shelf.desk.home / "index" / "stray").mkdir()

    made = shelf.json("reindex")

    assert (made["rows"], made["index"]) == (2, str(shelf.desk.home / "index"))
    assert 0 <= made["seconds"] < 60
    assert len([path for path in (shelf.desk.home / "index").iterdir() if path.is_dir()]) == 1
    assert shelf.json("search", "categories") == found
    assert shelf.desk.types("skills", "reindex").out.startswith("2 skills indexed in ")


def test_nothing_is_searched_and_indexed_where_nothing_was_learned(desk: Desk) -> None:
    assert desk.types("skills", "search", "categories", "--json").json == []
    assert desk.types("skills", "search", "categories").out == "no skills\n"
    assert desk.types("skills", "reindex").out == "no skills, so there is nothing to index\n"
    assert not desk.home.exists()


def test_an_index_that_cannot_be_made_is_told(shelf: Shelf) -> None:
    (shelf.desk.home / "index").write_text("a file")

    answer = shelf.desk.types("skills", "search", "categories")

    assert (answer.code, answer.out) == (1, "")
    assert answer.err.startswith(f"haste: skill index in {shelf.desk.home}/index: expected an index of 2 skills that can be made and read, found ")


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


def test_a_skill_of_another_log_is_governed_like_any_other(shelf: Shelf) -> None:
    far = SkillId("far")
    shelf.history.keeps(taken_over(skill("far", Tier.DOMAIN)))

    (retired,) = shelf.json("retire", "far", "--reason", "too slow", "--by", "Ada")
    (restored,) = shelf.json("restore", "far", "--reason", "fast now", "--by", "Ada")

    assert [one["state"] for one in (retired, restored)] == ["retired", "proven"]
    assert {recorded.correlation for recorded in typed(shelf.log.read(skill_stream(far)))} == {SweepId("s")}


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
