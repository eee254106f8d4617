"""Class shares: how sure a solution that answers with labels was of each, for ensembles. It may write them beside its submission, and need not."""

import msgspec
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from haste.errors import SubmissionError
from haste.evaluation import declared, scoring
from haste.vocabulary.competition import Competition
from haste.vocabulary.scales import AnswerForm


def wanted(competition: Competition) -> bool:
    """Whether solutions are asked for them: one label a row, each of which can name a column."""
    return competition.form is AnswerForm.LABEL and not declared.holds(competition) and "" not in competition.classes


def read(written: bytes, sample: pd.DataFrame, competition: Competition) -> NDArray[np.float64]:
    """Shares of the classes of each row, rows in the order of the sample and classes in that of the competition.

    Args:
        written: A CSV table with `Competition.shares_id_column` and a column for each class, named as the class.
        sample: Has the ids.
        competition: Tells the classes.

    Returns:
        Shape (n_rows, n_classes); each row sums to 1.

    Raises:
        SubmissionError: Other columns or rows, no numbers from 0 to 1, or a row of zeros; `reason` says which.
    """
    asked = msgspec.structs.replace(
        competition, form=AnswerForm.CLASS_PROBABILITIES, answer_columns=competition.classes, id_column=competition.shares_id_column
    )
    said = scoring.check(written, sample.rename(columns={competition.id_column: asked.id_column}), asked)
    shares: NDArray[np.float64] = said / said.sum(axis=1, keepdims=True)
    return shares


def fault(written: bytes, sample: pd.DataFrame, competition: Competition) -> str:
    """Why they cannot be used; nothing where they can."""
    try:
        read(written, sample, competition)
    except SubmissionError as error:
        return f"its class shares are not used: {error}"
    return ""


def certain(labels: NDArray[np.object_], competition: Competition) -> NDArray[np.float64]:
    """The shares of a solution that wrote none: 1 for its label, 0 for the others; shape (n_rows, n_classes).

    Args:
        labels: One of the competition's classes for each row, shape (n_rows,).
        competition: Tells the classes.
    """
    places = pd.Index(competition.classes).get_indexer(pd.Index(labels))
    shares: NDArray[np.float64] = np.eye(len(competition.classes))[places]
    return shares
