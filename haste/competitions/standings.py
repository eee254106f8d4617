"""Reads leaderboard.csv: the scores of those who competed before."""

from pathlib import Path

import numpy as np

from haste.errors import CompetitionError
from haste.evaluation import tables


def scores(path: Path) -> tuple[float, ...]:
    """The scores of a leaderboard, in the order of the file; none where there is no file. Teams without a score are left out.

    Raises:
        CompetitionError: It has no column `score`, or something else than numbers in it.
    """
    if not path.is_file():
        return ()
    table = tables.read(path)
    if "score" not in table:
        raise _misfit("a column 'score'", f"the header line {','.join(map(str, table.columns))}", path)
    given = table["score"][~tables.missing(table["score"])]
    values = tables.numbers(given)
    if not np.isfinite(values).all():
        raise _misfit("a number in every row of column 'score'", repr(given[~np.isfinite(values)].iloc[0]), path)
    return tuple(values.tolist())


def _misfit(expected: str, found: str, path: Path) -> CompetitionError:
    return CompetitionError(expected=expected, found=found, where=str(path), next_step="Mend the file, or leave it out: then there are no medals.")
