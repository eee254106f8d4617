"""Do a competition's files fit together? Each refusal says what was expected, what was found, where, and what to do."""

from pathlib import Path

import numpy as np
import pandas as pd

from haste.competitions import amounts, finding_media, kinds
from haste.competitions.config import Config
from haste.competitions.inference import Answers, Tables
from haste.errors import CompetitionError
from haste.evaluation import metrics, structured, tables
from haste.vocabulary.competition import Relation
from haste.vocabulary.scales import AnswerForm, ColumnKind, SplitKind

_LABELS_MANY = 20  # different ones; a target of fewer is learned whatever they are called
_AMOUNTS = 0.9  # of the rows, from which the others are slips beside numbers
_LABELS = "Where they are labels all the same, say how they are judged: --metric accuracy."


def see_that_there_are_rows(read_tables: Tables) -> None:
    """Refuse tables without rows, and a sample without answers."""
    for file, table in (("train.csv", read_tables.train), ("test.csv", read_tables.test), ("sample_submission.csv", read_tables.sample)):
        if table.empty:
            raise CompetitionError(expected="rows below the header line", found="none", where=f"{file} of {read_tables.where}", next_step="Fill it.")
    if len(read_tables.sample.columns) < 2:
        raise CompetitionError(
            expected="an id column and at least one answer column",
            found=f"the header line {','.join(read_tables.sample.columns)}",
            where=f"sample_submission.csv of {read_tables.where}",
            next_step="Write it as a submission should be.",
        )


def nothing_to_learn_from(read_tables: Tables, target: tuple[str, ...], public: Path) -> CompetitionError:
    """The error for tables that share no column beside the id."""
    column, path = finding_media.lost(read_tables.train.drop(columns=list(target), errors="ignore"), public)
    if column:
        return CompetitionError(
            expected=f"the files that column {column!r} of train.csv names",
            found=f"none at {path!r}",
            where=read_tables.where,
            next_step="Write their paths as they lead there from this folder, folders included; or put the files there.",
        )
    return CompetitionError(
        expected="at least one column, beside the id, that both train.csv and test.csv have",
        found="none",
        where=read_tables.where,
        next_step="Mend the header lines.",
    )


def see_that_ids_fit(read_tables: Tables, id_column: str) -> None:
    """Refuse ids that stand twice, or in one of test.csv and the sample alone."""
    ids, sampled = read_tables.test[id_column], read_tables.sample[id_column]
    for file, column in (("test.csv", ids), ("sample_submission.csv", sampled)):
        if not column.is_unique:
            raise CompetitionError(
                expected=f"every id once in column {id_column!r}",
                found=f"{column[column.duplicated()].iloc[0]!r} more than once ({int(column.duplicated().sum())} rows too many)",
                where=f"{file} of {read_tables.where}",
                next_step="Leave doubled rows out, or name another id_column in config.yaml.",
            )
    lost, strange = ids[~ids.isin(set(sampled))], sampled[~sampled.isin(set(ids))]
    if len(lost) or len(strange):
        first = f"test.csv alone has {lost.iloc[0]!r}" if len(lost) else f"the sample alone has {strange.iloc[0]!r}"
        raise CompetitionError(
            expected=f"the {len(ids)} ids of test.csv in column {id_column!r} of sample_submission.csv",
            found=f"{len(lost)} ids missing, {len(strange)} unknown: {first}",
            where=read_tables.where,
            next_step="Make both files of the same rows.",
        )


def see_that_targets_are_filled(read_tables: Tables, target: tuple[str, ...]) -> None:
    """Refuse a target with fewer than two values, and several of which no two rows have all."""
    for column in target:
        present = read_tables.train[column][~read_tables.lacking(column)]
        if present.nunique() < 2:
            raise CompetitionError(
                expected=f"at least 2 different values in the target column {column!r}",
                found=f"{present.iloc[0]!r} in all of {len(present)} rows" if len(present) else "not one value",
                where=f"train.csv of {read_tables.where}",
                next_step="Name another target, or mend the column.",
            )
    whole = ~np.any([read_tables.lacking(column) for column in target], axis=0)
    if whole.sum() < 2:
        raise CompetitionError(
            expected=f"at least 2 rows that have all of the target columns {', '.join(map(repr, target[:8]))}",
            found=f"{int(whole.sum())} of {len(whole)}",
            where=f"train.csv of {read_tables.where}",
            next_step="Fill the gaps, or predict the columns one at a time: --target COLUMN.",
        )


def see_that_labels_recur(read_tables: Tables, target: tuple[str, ...], answers: Answers, config: Config) -> None:
    """Refuse labels that hardly recur, and amounts or dates in their place; where a person named the metric, only labels that all stand once."""
    present = read_tables.train[target[0]][~read_tables.lacking(target[0])]
    if answers.form is not AnswerForm.LABEL or len(present) <= 2:
        return
    counts = present.value_counts()
    once = int((counts == 1).sum())
    named = bool(config.metric_name)
    if not named and len(counts) > _LABELS_MANY:
        _see_that_they_are_no_amounts(present, target[0], read_tables.where)
    rare = once > len(present) / 2
    if once == len(present) or (rare and not named):
        raise CompetitionError(
            expected=f"labels that stand in more than one row in the target column {target[0]!r}",
            found=f"{len(counts)} labels in {len(present)} rows, {once} of them once, such as {', '.join(map(repr, counts.index[counts == 1][:3]))}",
            where=f"train.csv of {read_tables.where}",
            next_step=f"Write amounts as plain numbers, and points in time as numbers of days or the like; or name another target. {_LABELS}",
        )


def _see_that_they_are_no_amounts(present: pd.Series, target: str, where: str) -> None:
    """Refuse many different numbers that some odd values make into labels, and dates."""
    numbers = amounts.are(present)
    if numbers.mean() >= _AMOUNTS and present[numbers].nunique() > _LABELS_MANY:
        plain = np.isfinite(tables.numbers(present))
        odd = present[~numbers] if not numbers.all() else present[~plain]
        such = f"{', '.join(map(repr, odd.unique()[:3]))} ({len(odd)} row{'s' if len(odd) > 1 else ''})"
        raise CompetitionError(
            expected=f"either numbers or labels in the target column {target!r}",
            found=f"numbers in {int(numbers.sum())} of {len(present)} rows, beside {such}",
            where=f"train.csv of {where}",
            next_step=f"Write these as plain numbers, or empty the fields where nothing is known. {_LABELS}",
        )
    if kinds.kind_of(present) is ColumnKind.DATE:
        raise CompetitionError(
            expected=f"numbers or labels in the target column {target!r}",
            found=f"{present.nunique()} different points in time, such as {present.iloc[0]!r}",
            where=f"train.csv of {where}",
            next_step=f"Write them as numbers, such as the days since another date of the row. {_LABELS}",
        )


def see_that_numbers_fit(read_tables: Tables, target: tuple[str, ...], answers: Answers) -> None:
    """Refuse numbers that the metric cannot take."""
    if answers.form is not AnswerForm.VALUE:
        return
    entry = metrics.entry(answers.metric.name)
    lower, upper = entry.answers
    outcomes = AnswerForm.PROBABILITY in entry.forms  # predictions are numbers between, but what happened is 0 or 1
    for column in target:
        values: pd.Series = read_tables.train[column]
        present = values[~tables.missing(values)]
        as_numbers = tables.numbers(present)
        wrong = ~np.isin(as_numbers, (0, 1)) if outcomes else ~np.isfinite(as_numbers) | (as_numbers < lower) | (as_numbers > upper)
        if wrong.any():
            raise CompetitionError(
                expected=f"{'0 or 1 in each row' if outcomes else metrics.described((lower, upper))} for the metric {answers.metric.name}",
                found=f"{present[wrong].iloc[0]!r} ({int(wrong.sum())} such values)",
                where=f"column {column!r} of train.csv of {read_tables.where}",
                next_step="Name another metric, or mend the column.",
            )


def see_that_masks_fit(read_tables: Tables, target: tuple[str, ...], answers: Answers) -> None:
    """Refuse masks that nothing can be held against."""
    if answers.form is not AnswerForm.MASK:
        return
    values = read_tables.train[target[0]]
    wrong = values[[not structured.is_mask(mask) for mask in values]]
    if len(wrong):
        raise CompetitionError(
            expected=structured.MASKS,
            found=f"{wrong.iloc[0][:60]!r} ({len(wrong)} such values)",
            where=f"column {target[0]!r} of train.csv of {read_tables.where}",
            next_step="Mend the column; leave a cell empty where nothing is to be marked.",
        )


def see_that_directions_agree(answers: Answers, config: Config, where: Path) -> None:
    """Refuse a direction that is not the metric's."""
    wanted = config.wanted_direction
    if wanted is not None and wanted is not answers.metric.direction:
        raise CompetitionError(
            expected=f"direction {answers.metric.direction} for the metric {answers.metric.name}",
            found=str(wanted),
            where=str(where),
            next_step="Leave direction and lower_is_better out: the metric tells them.",
        )


def split_of(read_tables: Tables, target: tuple[str, ...], config: Config) -> Relation | None:
    """What a person said of the split.

    Raises:
        CompetitionError: train.csv has no such column, or it is what is predicted.
    """
    said = config.split
    if said is None:
        return None
    if said.column and (said.column not in read_tables.train or said.column in target):
        raise CompetitionError(
            expected=f"a column of train.csv with {'groups' if said.kind is SplitKind.GROUPED else 'times'}, other than the target",
            found=repr(said.column),
            where=f"split of {read_tables.where}",
            next_step="Name one of its columns, or leave the split out: then the data tell.",
        )
    return Relation(kind=said.kind, column=said.column, stratified=said.stratified)
