"""The view `declared`: one execution is shown everything, is told the folds, and writes its own out-of-fold predictions beside its submission.

For competitions whose answers cannot be made from rows of train.csv, such as an image for each image: many answers belong to one row, and
`train_answers.csv` holds those of the training rows in the submission's format.

What this does not stop: the answers to all rows are in reach of the code that predicts them. The host deals out the folds and scores what was
written for each; that a model was fitted without the rows of a fold is the solution's word.
"""

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

import msgspec
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from haste.errors import CompetitionError, SubmissionError
from haste.evaluation import folds, media, submissions, tables
from haste.evaluation.answers import answers_from
from haste.vocabulary.competition import Competition, Split
from haste.vocabulary.scales import View

ANSWERS = "train_answers.csv"
FOLDS = "folds.csv"
OUT_OF_FOLD = "out_of_fold.csv"
SHOWN = ("train.csv", "test.csv", "sample_submission.csv", "description.md")  # shown as they are, beside `Competition.files`
_FOLD = "fold"  # the column of folds.csv beside the id


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """Both files that one execution wrote."""

    out_of_fold: bytes
    submission: bytes


def holds(competition: Competition) -> bool:
    """Whether the competition is judged by what solutions declare."""
    return competition.view is View.DECLARED


def apart(competition: Competition) -> bool:
    """Whether the answers to training rows stand in a file of their own."""
    return holds(competition) and (Path(competition.public) / ANSWERS).is_file()


def owners(answers: pd.Series, rows: pd.Series) -> NDArray[np.int64]:
    """Which row each answer belongs to: the one with the same id, or whose id and `_` the answer's id begins with; the longest such.

    Args:
        answers: Ids of answers.
        rows: Ids of rows of train.csv or test.csv.

    Returns:
        Places in `rows`, shape (n_answers,); -1 where there is none.

    >>> owners(pd.Series(["7", "7_0_1", "7_0", "8_1", "9"]), pd.Series(["7", "8", "7_0"])).tolist()
    [0, 2, 2, 1, -1]
    """
    place = {row: number for number, row in enumerate(rows)}

    def owner(answer: str) -> int:
        while answer not in place and "_" in answer:
            answer = answer.rpartition("_")[0]
        return place.get(answer, -1)

    return np.asarray([owner(answer) for answer in answers], dtype=np.int64)


def are_pixels(answers: pd.Series, rows: pd.Series, height: int, width: int) -> bool:
    """Whether answers are named as all pixels of each row's image are: `17_0_3` is line 0, column 3 of image 17.

    Args:
        answers: Their ids, each once.
        rows: Ids of rows of train.csv or test.csv, each once.
        height: Of every image, in pixels.
        width: The same.

    >>> are_pixels(pd.Series(["7_0_1", "7_0_0"]), pd.Series(["7"]), 1, 2), are_pixels(pd.Series(["7", "8"]), pd.Series(["7", "8"]), 1, 1)
    (True, False)
    """
    if len(answers) != len(rows) * height * width:
        return False
    named = answers.str.extract(r"^(.*)_(0|[1-9]\d*)_(0|[1-9]\d*)$")
    line, column = (pd.to_numeric(named[part], errors="coerce") for part in (1, 2))
    return bool((named[0].isin(set(rows)) & (line < height) & (column < width)).all())


def answers_of(competition: Competition) -> pd.DataFrame:
    """Answers to all training rows: id and answer columns as text."""
    public = Path(competition.public)
    return answers_from(tables.read(public / (ANSWERS if apart(competition) else "train.csv")), competition)


def build(competition: Competition, split: Split, place: Path, *, looked_at: pd.DataFrame) -> None:
    """Fill a folder with what solutions are shown, `input`, and with the host's own answers to each fold, `answers-<fold>.csv`.

    Args:
        competition: Whose public folder is shown.
        split: How rows become folds.
        place: An empty folder.
        looked_at: The training rows by which copies are known.

    Raises:
        CompetitionError: A file is not there any more, or the rows cannot be dealt out.
    """
    public, shown = Path(competition.public), place / "input"
    ids, assigned = tables.read(public / "train.csv")[competition.id_column], folds.assign(looked_at, competition, split)
    shown.mkdir()
    for name in SHOWN:
        if (public / name).is_file():
            shutil.copyfile(public / name, shown / name)
    if competition.files.shown:
        files = media.stored_files(competition, folder=place.parent)
        media.show(files, files.digests, shown)
    tables.write(pd.DataFrame({competition.id_column: ids, _FOLD: assigned.astype(str)}), shown / FOLDS)
    for path in (*shown.rglob("*"), shown):
        os.utime(path, (media.WRITTEN_S, media.WRITTEN_S))
    answers = answers_of(competition)
    fold_of = assigned[owners(answers[competition.id_column], ids)]
    for fold in range(split.folds):
        tables.write(answers[fold_of == fold], place / answers_name(fold))


def answers_name(fold: int) -> str:
    """The host's file of answers to one fold."""
    return f"answers-{fold}.csv"


def of_fold(written: Written, answers: pd.DataFrame, competition: Competition) -> bytes:
    """The out-of-fold predictions of the rows of one fold, as a submission for them.

    Args:
        written: By one execution.
        answers: Of the fold.
        competition: Tells the format.

    Raises:
        SubmissionError: The file does not fit; what is missing from it is left to the scorer to see.
    """
    try:
        table = submissions.read(written.out_of_fold, competition)
    except SubmissionError as error:
        raise _of_this_file(error) from error
    mine = table[table[competition.id_column].isin(set(answers[competition.id_column]))]
    text: str = mine.to_csv(index=False)
    return text.encode()


def see_that_it_is_whole(written: Written, expected: Iterable[pd.DataFrame], competition: Competition) -> None:
    """Refuse out-of-fold predictions that leave out rows of a fold, or are no answers.

    Raises:
        SubmissionError: As a submission would be refused; `where` names the file.
    """
    wanted = pd.concat([answers[competition.id_column] for answers in expected], ignore_index=True)
    try:
        given = submissions.read(written.out_of_fold, competition)
        given = given[given[competition.id_column].isin(set(wanted))]
        submissions.predictions(submissions.in_order_of(wanted, given), competition)
    except SubmissionError as error:
        raise _of_this_file(error) from error


def _of_this_file(error: SubmissionError) -> SubmissionError:
    return SubmissionError(
        reason=error.reason,
        expected=f"out-of-fold predictions for every row that {FOLDS} gives a fold from 0: {error.expected}",
        found=error.found,
        where=OUT_OF_FOLD,
        next_step=f"Write {OUT_OF_FOLD} to the path in $OUT_OF_FOLD, in the format of {ANSWERS} or of sample_submission.csv.",
    )


def see_that_answers_fit(rows: dict[str, pd.Series], answers: dict[str, pd.Series], where: str) -> None:
    """Refuse answers that belong to no row, rows without one, and ids that stand twice.

    Args:
        rows: Ids by name of their file: train.csv and test.csv.
        answers: Ids of the answers to these rows, in the same order of files.
        where: The folder, for messages.

    Raises:
        CompetitionError: They do not fit.
    """
    for (row_file, ids), (answer_file, answered) in zip(rows.items(), answers.items(), strict=True):
        for file, column in ((row_file, ids), (answer_file, answered)):
            if not column.is_unique:
                raise _misfit("every id once", f"{column[column.duplicated()].iloc[0]!r} more than once", f"{file} of {where}", "Leave it out.")
        found = owners(answered, ids)
        if (found < 0).any():
            raise _misfit(
                f"ids that begin with one of {row_file} and `_`, or are one",
                f"{answered[found < 0].iloc[0]!r} ({int((found < 0).sum())} such ids)",
                f"{answer_file} of {where}",
                f"Name the row of {row_file} in each id, as in 17_0_3 for row 17.",
            )
        lost = np.setdiff1d(np.arange(len(ids)), found)
        if len(lost):
            found_text = f"none for {ids.iloc[lost[0]]!r} ({len(lost)} rows without one)"
            raise _misfit(
                f"at least one answer for each row of {row_file}", found_text, f"{answer_file} of {where}", "Add them, or leave the rows out."
            )


def _misfit(expected: str, found: str, where: str, next_step: str) -> CompetitionError:
    return CompetitionError(expected=expected, found=found, where=where, next_step=next_step)
