"""What is left out of a solution that failed."""

import msgspec
import pytest

from haste.llm.simplifying import simpler
from haste.techniques.blueprint import Blueprint
from haste.vocabulary.scales import Reason

PARENTS = {
    "waves": (Blueprint(domain="signal", features=("plain-samples",), models=("linear",)), "begun-at-the-peak"),
    "images": (Blueprint(domain="image", features=("plain-pixels",), models=("linear",)), "smoothed-images"),
}


@pytest.mark.parametrize("slot", PARENTS)
def test_a_change_of_what_rows_show_is_the_first_to_go_where_it_failed(slot: str) -> None:
    parent, slug = PARENTS[slot]
    failed = msgspec.structs.replace(parent, **{slot: (slug,)})

    first, *_, last = simpler(failed, reason=Reason.EXCEPTION, parent=parent)

    assert first == parent
    assert last == parent
