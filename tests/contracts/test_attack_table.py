"""The table of attacks in docs/security.md as a whole: it is what the suite would write, and what is stopped everywhere was really tried."""

from tests.contracts import matrix
from tests.contracts.attacking import STOPPED_BY

PAGE = matrix.PAGE.read_text(encoding="utf-8")


def test_the_table_of_the_docs_is_written_as_it_would_be_anew() -> None:
    assert matrix.table(matrix.known(PAGE)) in PAGE, "write it anew: HASTE_GOLDEN=write pytest tests/contracts/test_sandbox.py"


def test_every_attack_that_is_stopped_everywhere_is_known_to_have_been_tried() -> None:
    cells = matrix.known(PAGE)

    assert {attack for attack, row in cells.items() if matrix.THROUGH not in row.values()} == set(STOPPED_BY)
