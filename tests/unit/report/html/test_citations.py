"""Skills that trials cited, where one of them was made for that run alone."""

from pathlib import Path

import msgspec

from haste.vocabulary.ids import SkillId
from tests.builders import draft, good, learned, made, run_started, skill, split_fixed, sweep_started
from tests.unit.report.html.pages import Reader, read_page


def cited(folder: Path, *, transfer: bool) -> Reader:
    """The page of a run whose draft cites a skill that is listed, and one that is not."""
    proposal = msgspec.structs.replace(made(1, draft()).proposal, skills=(SkillId("a"), SkillId("made-for-one-run")))
    events = [msgspec.structs.replace(event, proposal=proposal) if hasattr(event, "proposal") else event for event in good(1, draft(), 0.7)]
    started = msgspec.structs.replace(sweep_started(), transfer=transfer)
    return read_page(folder, started, learned(skill("a")), run_started(), split_fixed(), *events)


def test_a_cited_skill_that_stands_in_no_list_leads_nowhere(tmp_path: Path) -> None:
    read = cited(tmp_path, transfer=True)

    assert "leaf 1 title 1 a , made-for-one-run accepted " in read.text
    assert [found["href"] for found in read.named("a") if found["href"].startswith("#skill-")] == ["#skill-a"]
    assert "An id that leads nowhere" in read.text


def test_where_nothing_was_left_out_nothing_is_said_of_such_ids(tmp_path: Path) -> None:
    assert "An id that leads nowhere" not in cited(tmp_path, transfer=False).text
