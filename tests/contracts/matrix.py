"""The table of docs/security.md: attack by adapter, as root and as an ordinary user.

`HASTE_GOLDEN=write pytest tests/contracts/test_sandbox.py` fills the columns of the user that runs it; those of the other stay as they are.
"""

from pathlib import Path

from haste.sandbox.choosing import KINDS
from haste.sandbox.claims import ATTACKS

PAGE = Path(__file__).parents[2] / "docs" / "security.md"
STOPPED, THROUGH, UNKNOWN = "stopped", "**through**", "?"
FIRST = ("attack", "what it tries")
COLUMNS = tuple(f"{kind}, {user}" for kind in KINDS for user in ("root", "user"))

Cells = dict[str, dict[str, str]]  # attack -> column -> what came of it


def write(attack: str, column: str, cell: str) -> None:
    """Put one cell into the page, with everything else of the table as it is known."""
    page = PAGE.read_text(encoding="utf-8")
    start, end = _place(page)
    cells = known(page)
    cells.setdefault(attack, {})[column] = cell
    PAGE.write_text(page[:start] + table(cells) + page[end:], encoding="utf-8")


def known(page: str) -> Cells:
    """What the page's table says now."""
    header, _, *rows = (_cells(line) for line in page[slice(*_place(page))].splitlines())
    return {row[0].strip("`"): dict(zip(header[len(FIRST) :], row[len(FIRST) :], strict=True)) for row in rows}


def table(cells: Cells) -> str:
    """The table of all attacks, in the order in which they are named."""
    rows = [[f"`{attack}`", ATTACKS[attack], *(cells.get(attack, {}).get(column, UNKNOWN) for column in COLUMNS)] for attack in ATTACKS]
    lines = [[*FIRST, *COLUMNS], ["---"] * (len(FIRST) + len(COLUMNS)), *rows]
    return "".join(f"|{'|'.join(line)}|\n" if line[0] == "---" else f"| {' | '.join(line)} |\n" for line in lines)


def _place(page: str) -> tuple[int, int]:
    """Where the table begins, and where it ends."""
    start = page.index(f"| {FIRST[0]} | {FIRST[1]} |")
    return start, page.index("\n\n", start) + 1


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]
