"""What an author of a failed solution is told by the host."""

import pytest

from haste.evaluation.remedies import remedy
from haste.vocabulary.scales import Reason
from haste.vocabulary.solution import Resources
from tests.unit.evaluation.examples import one_hot, regression, table

RESOURCES = Resources(cpus=2, memory_bytes=512 * 2**20, time_limit_s=90.0)
SAMPLE = table(id=[7, 8, 9], y=[0, 0, 0])
OF_FORM = (
    *(Reason.NOT_A_FILE, Reason.TOO_LARGE, Reason.UNREADABLE, Reason.WRONG_COLUMNS, Reason.WRONG_ROWS, Reason.NOT_A_NUMBER),
    *(Reason.OUT_OF_RANGE, Reason.UNKNOWN_LABEL, Reason.NOT_A_MASK, Reason.PLACEHOLDER),
)


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        (Reason.MEMORY_LIMIT, "have 512 MiB: take smaller batches"),
        (Reason.WALL_LIMIT, "has 90 s and 2 cores"),
        (Reason.CPU_LIMIT, "2 cores busy for 90 s"),
        (Reason.DISK_LIMIT, "delete files"),
        (Reason.NO_SUBMISSION, "the header id,y and 3 rows, answers of the form value, such as:\n7,0\n8,0"),
        *((reason, "the header id,y and 3 rows, answers of the form value") for reason in OF_FORM),
    ],
)
def test_a_limit_and_a_form_are_told_in_full(reason: Reason, told: str) -> None:
    assert told in remedy(reason, resources=RESOURCES, sample=SAMPLE, competition=regression())


@pytest.mark.parametrize("reason", [None, Reason.EXCEPTION, Reason.METRIC_UNDEFINED, Reason.NODE_LOST])
def test_where_the_host_knows_no_remedy_it_gives_none(reason: Reason | None) -> None:
    assert remedy(reason, resources=RESOURCES, sample=SAMPLE, competition=regression()) == ""


def test_a_header_of_many_columns_is_cut_and_counted() -> None:
    classes = tuple(f"c{number}" for number in range(30))
    sample = table(id=[1], **{name: [0.1] for name in classes})

    assert "id,c0,c1,c2,c3,c4,c5,c6,... (31 columns)" in remedy(
        Reason.WRONG_COLUMNS, resources=RESOURCES, sample=sample, competition=one_hot(classes=classes)
    )
