"""The first rows of train.csv, for authors that a user lets see some."""

import csv
import io
from itertools import islice
from pathlib import Path

from haste.vocabulary.competition import Competition

_CELL_MAX = 200  # characters of one value that are shown
_READ_MAX = 2**31 - 1  # the same that are read: the standard library stops at 131,072 where nobody says more


def first_rows(competition: Competition, count: int) -> str:
    """The header and so many rows as CSV, long values cut; nothing where none are to be shown."""
    if count < 1:
        return ""
    csv.field_size_limit(_READ_MAX)
    shown = io.StringIO()
    writer = csv.writer(shown, lineterminator="\n")
    with (Path(competition.public) / "train.csv").open(encoding="utf-8", errors="replace", newline="") as lines:
        for row in islice(csv.reader(lines), count + 1):
            writer.writerow([value if len(value) <= _CELL_MAX else value[:_CELL_MAX] + "..." for value in row])
    return shown.getvalue()
