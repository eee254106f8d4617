"""Names are checked where they enter."""

import pytest

from haste.errors import SlugError
from haste.vocabulary.ids import RunId, SkillId, SweepId, run_stream, skill_stream, slug, sweep_stream


@pytest.mark.parametrize("text", ["a", "7", "target-encoding", "tf_idf", "a-b_c-1", "0-1"])
def test_a_slug_is_returned_as_it_is(text: str) -> None:
    assert slug(text, what="technique") == text


@pytest.mark.parametrize("text", ["", "-", "A", "a b", "a--b", "-a", "a-", "a_-b", "ä", "a\n", "a/b", "..", "a.b"])
def test_anything_else_is_refused_with_its_kind(text: str) -> None:
    with pytest.raises(SlugError, match=r"^name of a technique: expected lower-case letters and digits") as caught:
        slug(text, what="technique")

    assert caught.value.found == repr(text)


def test_a_stream_is_named_by_what_its_facts_are_about() -> None:
    assert sweep_stream(SweepId("7a")) == "sweep-7a"
    assert run_stream(RunId("7a-leaf")) == "run-7a-leaf"
    assert skill_stream(SkillId("one-hot-7a")) == "skill-one-hot-7a"
