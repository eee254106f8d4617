"""From a person's tables to those of a competition: which column is the target, which names the rows, and which rows are to be predicted."""

import re
from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np
import pandas as pd

from haste.competitions import amounts, gap_marks, holding_out, inference, kinds, missing_words, mixed_dates, own_files, written_numbers
from haste.competitions.config import Config
from haste.competitions.missing_words import Word
from haste.competitions.sources import Source
from haste.competitions.text_tables import ReadTable
from haste.errors import CompetitionError
from haste.evaluation import tables
from haste.vocabulary.scales import ColumnKind

_USUAL_TARGETS = ("target", "label", "class", "y", "outcome")
_MAY_BE_TARGET = (ColumnKind.NUMERIC, ColumnKind.CATEGORICAL)
_UNNAMED = re.compile(r"Unnamed: \d+")  # what pandas calls a column without a name, here and in files that it wrote
_OWN_NAMES = ("id", "row_id", "haste_row_id")


class Arranged(msgspec.Struct, frozen=True, kw_only=True):
    """Tables as they will be written, and what was done to them."""

    train: pd.DataFrame
    test: pd.DataFrame
    sample: pd.DataFrame | None
    held_out: pd.DataFrame | None  # the rows of test with their targets, where they come from the training table
    id_column: str
    target: tuple[str, ...]
    notes: tuple[str, ...]


def arranged(source: Source, said: Config) -> Arranged:
    """Read the files, and make of them what a competition needs.

    Raises:
        CompetitionError: They cannot be read, or do not fit together.
    """
    read = {name: own_files.read(path) for name, path in (("train", source.train), ("test", source.test), ("sample", source.sample)) if path}
    remarks = tuple(remark for table in read.values() for remark in table.remarks)
    for path, table in zip((path for path in (source.train, source.test, source.sample) if path), read.values(), strict=True):
        _see_that_columns_have_names(table.table, path)
    if not len(read["train"].table.columns) > 1:
        raise _misfit(
            "a target and at least one other column",
            f"the one column {read['train'].table.columns[0]!r}",
            str(source.train),
            "Add what it can be predicted from.",
        )
    made = _alone(read, source, said) if source.test is None else _in_two(read, source, said)
    return msgspec.structs.replace(made, notes=(*source.notes, *remarks, *made.notes))


def _see_that_columns_have_names(table: pd.DataFrame, path: Path) -> None:
    """Refuse a table most of whose columns have no name: its first line is a title, or there is no header line."""
    named = [str(name) for name in table.columns if not _UNNAMED.fullmatch(str(name))]
    unnamed = len(table.columns) - len(named)
    if unnamed > len(named):
        raise _misfit(
            "a first line that names the columns",
            f"{unnamed} of {len(table.columns)} columns without a name{f', beside {named[0]!r}' if named else ''}",
            str(path),
            "Take out what stands above the header line, such as a title; then try again.",
        )


def _in_two(read: dict[str, ReadTable], source: Source, said: Config) -> Arranged:
    """With a test table of the person's own."""
    train, test = read["train"].table, read["test"].table
    train, test, unnamed = _without_unnamed(train, test)
    sample = read["sample"].table if "sample" in read else None
    said = said.model_copy(update={"id_column": said.id_column or _named_by_sample(sample, test)})
    sample, unasked = _asked(sample, said)
    target, why = _target(train, test, sample, said, source.where)
    notes = [] if said.target else [f"target: {', '.join(target)}, since {why}; --target COLUMN says otherwise"]
    asked = sample.drop(columns=[said.id_column or str(sample.columns[0])]) if sample is not None else None
    train, left_out = _labelled(train, target, missing_words.found(train, target, asked, said))
    left_out += [*unnamed, *unasked]
    known = [name for name in target if name in test]
    if known:
        test = test.drop(columns=known)
        left_out.append(f"left out {', '.join(known)} from test.csv, which is the target")
    id_column, named = _id(test, target, sample, said, source.where)
    train, test, gaps = gap_marks.emptied(train, test, [str(name) for name in train.columns if name not in (id_column, *target)])
    if id_column:
        train, test, numbers = _plain(train, test, id_column, read["train"])
    else:
        train, test, numbers = _plain(train, test, "", read["train"])
        id_column = _free_name(train, test)
        ids = [str(number) for number in range(len(train) + len(test))]
        train.insert(0, id_column, pd.Series(ids[: len(train)], index=train.index, dtype=str))
        test.insert(0, id_column, pd.Series(ids[len(train) :], index=test.index, dtype=str))
        named = f"added a column {id_column} that numbers the rows"
    notes += [named] if named else []
    notes += _unshared(train, test, target)
    return Arranged(
        train=train, test=test, sample=sample, held_out=None, id_column=id_column, target=target, notes=(*notes, *left_out, *gaps, *numbers)
    )


def _asked(sample: pd.DataFrame | None, said: Config) -> tuple[pd.DataFrame | None, list[str]]:
    """The sample without columns that are neither the id nor among the targets that a person named, where it has all of these."""
    if sample is None or not said.target or not set(said.target) < set(sample.columns):
        return sample, []
    id_column = said.id_column or str(sample.columns[0])
    others = [str(name) for name in sample.columns if name not in (id_column, *said.target)]
    if not others:
        return sample, []
    return sample.drop(columns=others), [f"left out {', '.join(map(repr, others))} of sample_submission.csv, which is neither the id nor a target"]


def _without_unnamed(train: pd.DataFrame, test: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, list[str]]:
    """Without columns that have no name and that one of the tables has alone: a frame's index, or what follows a comma too many."""
    odd = {"train.csv": [name for name in train if name not in test], "test.csv": [name for name in test if name not in train]}
    lost = {file: [str(name) for name in names if _UNNAMED.fullmatch(str(name))] for file, names in odd.items()}
    notes = [
        f"left out {', '.join(map(repr, names))} of {file}, which has no name there and is not in the other table"
        for file, names in lost.items()
        if names
    ]
    return train.drop(columns=lost["train.csv"]), test.drop(columns=lost["test.csv"]), notes


def _alone(read: dict[str, ReadTable], source: Source, said: Config) -> Arranged:
    """With training rows only: some of them become the test table."""
    if source.sample is not None:
        raise _misfit("a test table beside a sample submission", "none", source.where, "Name it: --test FILE; or leave the sample out.")
    whole = read["train"].table
    rows, _, numbers = _plain(whole, whole.iloc[:0], said.id_column or "", read["train"])
    target, why = _target_of_one_table(rows, said, str(source.train))
    id_column, named = _id(rows, target, None, said, str(source.train))
    whole, _, gaps = gap_marks.emptied(whole, whole.iloc[:0], [str(name) for name in whole.columns if name not in (id_column, *target)])
    if gaps or (id_column and not rows[id_column].equals(whole[id_column])):  # beside marks no number was told; and ids are never rewritten
        rows, _, numbers = _plain(whole, whole.iloc[:0], id_column, read["train"])
    notes = [] if said.target else [f"target: {', '.join(target)}, since {why}; --target COLUMN says otherwise"]
    rows, left_out = _labelled(rows, target, missing_words.found(rows, target, None, said))
    if not id_column:
        id_column = _free_name(rows, rows)
        rows.insert(0, id_column, pd.Series([str(number) for number in range(len(rows))], index=rows.index, dtype=str))
        named = f"added a column {id_column} that numbers the rows"
    chosen, how = holding_out.held_out(rows, target, said.split, where=str(source.train))
    notes += [named] if named else []
    told = f"no test table: held out {int(chosen.sum())} of {len(rows)} rows, {how}; their targets score the submission when the run is over"
    told += "" if said.split else "; where rows come in groups or in time say so: --split grouped:COLUMN or --split later:COLUMN"
    held_out = rows[chosen].reset_index(drop=True)
    return Arranged(
        train=rows[~chosen].reset_index(drop=True),
        test=held_out.drop(columns=list(target)),
        sample=None,
        held_out=held_out,
        id_column=id_column,
        target=target,
        notes=(*notes, *left_out, *gaps, *numbers, told),
    )


def _labelled(train: pd.DataFrame, target: Sequence[str], words: Sequence[Word]) -> tuple[pd.DataFrame, list[str]]:
    """Rows that have a target; all of them where none has. What is said of a word that is a label comes later."""
    labels = missing_words.labels_among(words)
    unlabelled = np.any([tables.missing(train[name], labels=labels) for name in target], axis=0)
    if not unlabelled.any() or unlabelled.all():
        return train, []
    told = missing_words.remarks(word for word in words if not word.is_label)
    return train[~unlabelled].reset_index(drop=True), [f"left out {int(unlabelled.sum())} rows of train.csv without a target", *told]


def _plain(train: pd.DataFrame, test: pd.DataFrame, id_column: str, read: ReadTable) -> tuple[pd.DataFrame, pd.DataFrame, tuple[str, ...]]:
    names = [str(name) for name in train.columns if name != id_column]
    train, test, taken = amounts.bare(train, test, names, free_comma=read.free_comma)
    train, test, remarks = written_numbers.plain(train, test, names, free_comma=read.free_comma)
    train, test, dates = mixed_dates.written_alike(train, test, names)
    return train, test, (*taken, *remarks, *dates)


def _unshared(train: pd.DataFrame, test: pd.DataFrame, target: Sequence[str]) -> list[str]:
    """Columns that cannot be learned from, since one of the tables lacks them."""
    notes = []
    for here, there, one, other in ((train, test, "train.csv", "test.csv"), (test, train, "test.csv", "train.csv")):
        alone = [repr(str(name)) for name in here.columns if name not in there and name not in target]
        if alone:
            more = f" and {len(alone) - 6} more" if len(alone) > 6 else ""
            notes.append(f"not learned from, since only {one} has them and {other} does not: {', '.join(alone[:6])}{more}")
    return notes


def _target(train: pd.DataFrame, test: pd.DataFrame, sample: pd.DataFrame | None, said: Config, where: str) -> tuple[tuple[str, ...], str]:
    if sample is not None:
        read = inference.Tables(train=train, test=test, sample=sample, where=where)
        id_column = inference.id_column_of(read, said)
        answers = tuple(str(name) for name in sample.columns if name != id_column)
        found = inference.target_of(read, answers, said)
        return found, "sample_submission.csv asks for it" if found == answers else "only train.csv has it"
    if said.target:
        return inference.target_of(inference.Tables(train=train, test=test, sample=test, where=where), (), said), ""
    hidden = [str(name) for name in train.columns if name not in test]
    if len(hidden) == 1:
        return (hidden[0],), "only train.csv has it"
    blank = [str(name) for name in train.columns if name in test and tables.missing(test[name]).all() and not tables.missing(train[name]).all()]
    if not hidden and len(blank) == 1:
        return (blank[0],), "test.csv has no value in it"
    raise _misfit(
        "one column of train.csv that test.csv lacks",
        f"{len(hidden)}{': ' if hidden else ''}{', '.join(map(repr, hidden[:8]))}",
        where,
        "Name the column to predict: --target COLUMN.",
    )


def _target_of_one_table(rows: pd.DataFrame, said: Config, where: str) -> tuple[tuple[str, ...], str]:
    """By its usual name, else the last column, if that can be one."""
    if said.target:
        return inference.target_of(inference.Tables(train=rows, test=rows, sample=rows, where=where), (), said), ""
    usual = [str(name) for name in rows.columns if str(name).lower() in _USUAL_TARGETS]
    if len(usual) == 1:
        return (usual[0],), "it is called so"
    last = str(rows.columns[-1])
    if not usual and kinds.kind_of(rows[last]) in _MAY_BE_TARGET:
        return (last,), "it is the last column"
    found = (
        f"{len(usual)} that are called so: {', '.join(map(repr, usual))}"
        if usual
        else f"a last column {last!r} of the kind {kinds.kind_of(rows[last])}"
    )
    raise _misfit("one column to predict: called target, label or the like, else the last one", found, where, "Name it: --target COLUMN.")


def _named_by_sample(sample: pd.DataFrame | None, test: pd.DataFrame) -> str | None:
    """The one column of the sample that test.csv has, where that is not the first."""
    if sample is None or sample.columns[0] in test:
        return None
    shared = [str(name) for name in sample.columns if name in test]
    return shared[0] if len(shared) == 1 else None


def _id(rows: pd.DataFrame, target: Sequence[str], sample: pd.DataFrame | None, said: Config, where: str) -> tuple[str, str]:
    """The column that names the rows to predict, and why; empty where there is none.

    Raises:
        CompetitionError: The one that was named is not there, or is the target.
    """
    if sample is not None:
        named = said.id_column or str(sample.columns[0])
        return named, f"id column: {named}, since sample_submission.csv has it; --id COLUMN says otherwise"
    if said.id_column:
        others = [str(name) for name in rows.columns if name not in target]
        if said.id_column not in others:
            found = f"{said.id_column!r}, where the columns are {', '.join(map(repr, others[:8]))}"
            next_step = "Name another: --id COLUMN; or none, then one is found or added."
            raise _misfit("a column that names the rows to predict", found, where, next_step)
        return said.id_column, ""
    candidates = [str(name) for name in rows.columns if name not in target and rows[name].is_unique and not tables.missing(rows[name]).any()]
    usual = [name for name in candidates if name.lower() in ("id", "index", "row_id", "rowid") or name.lower().endswith(("_id", " id"))]
    counted = [name for name in candidates if kinds.kind_of(rows[name]) is ColumnKind.IDENTIFIER]
    for names, why in ((usual, "it is called so and holds every value once"), (counted, "its values, each there once, say nothing else")):
        if names:
            return names[0], f"id column: {names[0]}, since {why}; --id COLUMN says otherwise"
    return "", ""


def _free_name(*both: pd.DataFrame) -> str:
    return next(name for name in (*_OWN_NAMES, *map(str, range(1_000_000))) if not any(name in table for table in both))


def _misfit(expected: str, found: str, where: str, next_step: str) -> CompetitionError:
    return CompetitionError(expected=expected, found=found, where=where, next_step=next_step)
