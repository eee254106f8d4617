"""Reads a submission: does it fit, and what does it say? Every refusal has one reason, and a message that its author can act on."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from haste.errors import SubmissionError
from haste.evaluation import metrics, structured, tables
from haste.evaluation.measures import Array
from haste.vocabulary.competition import Competition
from haste.vocabulary.scales import AnswerForm, Reason

WRITTEN = (AnswerForm.RANKED_LABELS, AnswerForm.MASK, AnswerForm.TEXT)  # forms that stay the text that they are
_ROUNDING = 1e-6  # so far may a probability lie outside [0, 1]: floating-point dust of averaging, not a mistake


def read(submission: bytes, competition: Competition) -> pd.DataFrame:
    """Read the table and see that it has the columns that it should have.

    Returns:
        Text, the id column first and the answer columns in order.

    Raises:
        SubmissionError: unreadable, wrong_columns.
    """
    wanted = [competition.id_column, *competition.answer_columns]
    header = f"a CSV table in UTF-8 with the header line {','.join(wanted)}"
    try:
        table = tables.parse(submission)
    except ValueError as error:
        raise _refusal(Reason.UNREADABLE, header, str(error).strip(), "Write it with to_csv(path, index=False).") from error
    if sorted(table.columns) != sorted(wanted):
        found = f"the header line {','.join(map(str, table.columns))}"[:300]
        raise _refusal(Reason.WRONG_COLUMNS, header, found, "Write exactly these columns, and no row numbers: index=False.")
    return table[wanted]


def in_order_of(ids: pd.Series, table: pd.DataFrame) -> pd.DataFrame:
    """Put the rows of a table, its ids in the first column, into the order of these ids.

    Ids that agree as numbers agree ("007" and "7"), since a solution may have read them as numbers.

    Raises:
        SubmissionError: wrong_rows.
    """
    wanted, given = _comparable(ids, table[table.columns[0]])
    rows = f"one row for each of the {len(wanted)} ids of test.csv"
    where = pd.Index(given)
    if where.has_duplicates:
        raise _refusal(Reason.WRONG_ROWS, rows, f"id {given[where.duplicated()].iloc[0]!r} more than once", "Write one answer for each id.")
    positions = where.get_indexer(pd.Index(wanted))
    if (positions < 0).any():
        lost = wanted[positions < 0]
        found = f"{len(given)} rows; {len(lost)} ids are missing, first {lost.iloc[0]!r}"
        raise _refusal(Reason.WRONG_ROWS, rows, found, "Copy the ids from sample_submission.csv.")
    if len(given) > len(wanted):
        extra = given[~given.isin(set(wanted))]
        raise _refusal(Reason.WRONG_ROWS, rows, f"{len(extra)} unknown ids, first {extra.iloc[0]!r}", "Copy the ids from sample_submission.csv.")
    return table.iloc[positions]


def predictions(table: pd.DataFrame, competition: Competition) -> Array:
    """What the answers say: numbers of shape (n_rows, n_answer_columns), or text of shape (n_rows,).

    Raises:
        SubmissionError: not_a_number, out_of_range, unknown_label, not_a_mask.
    """
    match competition.form:
        case AnswerForm.LABEL:
            return _predicted_labels(table, competition)
        case AnswerForm.RANKED_LABELS:
            return _predicted_ranks(table, competition)
        case AnswerForm.MASK:
            return _predicted_masks(table, competition)
        case AnswerForm.TEXT:
            return np.asarray(table[competition.answer_columns[0]], dtype=object)
        case _:
            return _predicted_numbers(table, competition)


def _predicted_numbers(table: pd.DataFrame, competition: Competition) -> Array:
    values = numbers(table, competition)
    _refuse_where(~np.isfinite(values), Reason.NOT_A_NUMBER, "a finite number in every answer column", table, competition)
    lower, upper = (0.0, 1.0) if competition.form is not AnswerForm.VALUE else metrics.entry(competition.metric.name).answers
    outside = (values < lower - _ROUNDING) | (values > upper + _ROUNDING)
    _refuse_where(outside, Reason.OUT_OF_RANGE, f"{metrics.described((lower, upper))} for {competition.metric.name}", table, competition)
    values = np.clip(values, lower, upper)
    if competition.form is AnswerForm.CLASS_PROBABILITIES:
        empty = np.broadcast_to(values.sum(axis=1, keepdims=True) <= 0, values.shape)
        _refuse_where(empty, Reason.OUT_OF_RANGE, "rows of class probabilities with a sum above 0", table, competition)
    return values


def truth(answers: pd.DataFrame, competition: Competition) -> Array:
    """The same for the host's own answers, which are right by definition."""
    if competition.form is AnswerForm.LABEL:
        return labels(answers[competition.answer_columns[0]], competition.classes)
    if competition.form in WRITTEN:
        return np.asarray(answers[competition.answer_columns[0]], dtype=object)
    return numbers(answers, competition)


def numbers(table: pd.DataFrame, competition: Competition) -> NDArray[np.float64]:
    """The answer columns as numbers, shape (n_rows, n_answer_columns); NaN where a text is none."""
    return np.column_stack([tables.numbers(table[column]) for column in competition.answer_columns])


def labels(values: pd.Series, classes: tuple[str, ...]) -> NDArray[Any]:
    """Labels as the training data spell them, shape (n_rows,): "1.0" is read as "1" where that is a label and the other is none."""
    strange = pd.Series(sorted(set(values) - set(classes)), dtype=str)
    by_number = dict(zip(tables.numbers(pd.Series(classes, dtype=str)).tolist(), classes, strict=True))
    read = zip(strange, tables.numbers(strange).tolist(), strict=True)
    spelled = {text: by_number[number] for text, number in read if number in by_number}
    return np.asarray(values.replace(spelled) if spelled else values, dtype=object)


def _predicted_labels(table: pd.DataFrame, competition: Competition) -> Array:
    said = labels(table[competition.answer_columns[0]], competition.classes)
    unknown = ~np.isin(said.astype(str), competition.classes)
    allowed = ", ".join(competition.classes[:12]) + (", ..." if len(competition.classes) > 12 else "")
    _refuse_where(unknown[:, None], Reason.UNKNOWN_LABEL, f"one of the labels of train.csv: {allowed}", table, competition)
    return said


def _predicted_ranks(table: pd.DataFrame, competition: Competition) -> Array:
    said = [str(answer).split() for answer in table[competition.answer_columns[0]]]
    known = set(competition.classes)
    unknown = np.array([not ranked or not known.issuperset(ranked) for ranked in said], dtype=bool)
    wanted = f"labels of train.csv, best first, with blanks between them: {', '.join(competition.classes[:12])}"
    _refuse_where(unknown[:, None], Reason.UNKNOWN_LABEL, wanted, table, competition)
    return np.asarray([" ".join(ranked) for ranked in said], dtype=object)


def _predicted_masks(table: pd.DataFrame, competition: Competition) -> Array:
    said = np.asarray(table[competition.answer_columns[0]], dtype=object)
    wrong = np.array([not structured.is_mask(mask) for mask in said], dtype=bool)
    _refuse_where(wrong[:, None], Reason.NOT_A_MASK, structured.MASKS, table, competition)
    return said


def _comparable(wanted: pd.Series, given: pd.Series) -> tuple[pd.Series, pd.Series]:
    wanted, given = wanted.reset_index(drop=True), given.reset_index(drop=True)
    if set(wanted) == set(given):
        return wanted, given
    as_numbers = [pd.Series(tables.numbers(ids)) for ids in (wanted, given)]
    fits = not any(ids.isna().any() for ids in as_numbers) and as_numbers[0].is_unique and set(as_numbers[0]) == set(as_numbers[1])
    return (as_numbers[0], as_numbers[1]) if fits else (wanted, given)


def _refuse_where(bad: NDArray[np.bool_], reason: Reason, expected: str, table: pd.DataFrame, competition: Competition) -> None:
    if not bad.any():
        return
    row, position = (int(place) for place in np.argwhere(bad)[0])
    column = competition.answer_columns[position]
    answer, own = str(table[column].iloc[row])[:80], table[competition.id_column].iloc[row]
    found = f"{answer!r} for id {own!r}, column {column!r} ({int(bad.sum())} such values)"
    raise _refusal(reason, expected, found, "Look at how the solution makes its answers.")


def _refusal(reason: Reason, expected: str, found: str, next_step: str) -> SubmissionError:
    return SubmissionError(reason=reason, expected=expected, found=found, where="submission", next_step=next_step)
