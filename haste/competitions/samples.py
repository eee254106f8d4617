"""Makes the sample submission of a competition that has none: valid, and the same for every row."""

from collections.abc import Sequence

import pandas as pd

from haste.competitions import folder
from haste.competitions.config import Config
from haste.competitions.layout import Layout
from haste.evaluation import tables
from haste.evaluation.answers import constant_answers


def write(found: Layout, said: Config, ids: pd.Series, answer_columns: Sequence[str]) -> None:
    """Write sample_submission.csv into the public folder.

    Args:
        found: Where the competition lies; train.csv and test.csv are there.
        said: What is known of it.
        ids: The ids of test.csv, under the name of their column.
        answer_columns: Names of the columns to fill.

    Raises:
        CompetitionError: The files do not fit together.
    """
    path = found.public / "sample_submission.csv"
    tables.write(ids.to_frame().assign(**dict.fromkeys(answer_columns, "0")), path)  # enough to tell the form of the answers
    answers = constant_answers(folder.read(found, said))
    tables.write(ids.to_frame().assign(**dict(zip(answer_columns, answers, strict=True))), path)
