"""Competitions whose solutions declare out-of-fold predictions: when a folder is one, and whether its files fit together."""

import stat
from pathlib import Path

import msgspec

from haste.competitions import other_files
from haste.competitions.config import Config
from haste.competitions.inference import Tables
from haste.competitions.layout import Layout
from haste.errors import CompetitionError
from haste.evaluation import declared, tables
from haste.vocabulary.competition import Competition, OtherFiles
from haste.vocabulary.scales import View


def answered(read: Tables, id_column: str, config: Config, public: Path) -> Tables | None:
    """The tables with the answers to training rows in place of train.csv; None where the host makes answers of train.csv itself.

    Answers are declared where a person says so, and where a file holds those of the training rows in the submission's format, since nobody
    would write one whose contents stand in train.csv.

    Raises:
        CompetitionError: The sample's ids are not those of test.csv, and there is no such file; or it does not fit.
    """
    apart = (public / declared.ANSWERS).is_file()
    if config.view is View.HIDDEN_WITH_FILES:
        raise _misfit("view: hidden or declared", "hidden-with-files", f"config.yaml of {read.where}", "Say other_files: true, and leave view out.")
    if config.view is View.HIDDEN or not (apart or config.view is View.DECLARED):
        _see_that_answers_can_be_made(read, id_column)
        return None
    if id_column not in read.train:
        found = f"columns {', '.join(map(repr, list(read.train.columns)[:6]))}"
        raise _misfit(f"the id column {id_column!r}, so that {declared.FOLDS} can name rows", found, f"train.csv of {read.where}", "Add it.")
    answers = tables.read(public / declared.ANSWERS) if apart else read.train
    if apart and list(answers.columns) != list(read.sample.columns):
        raise _misfit(
            f"the columns of sample_submission.csv: {', '.join(map(str, read.sample.columns))}",
            ", ".join(map(str, answers.columns)),
            f"{declared.ANSWERS} of {read.where}",
            "Write it as a submission for the rows of train.csv.",
        )
    declared.see_that_answers_fit(
        {"train.csv": read.train[id_column], "test.csv": read.test[id_column]},
        {declared.ANSWERS if apart else "train.csv": answers[id_column], "sample_submission.csv": read.sample[id_column]},
        read.where,
    )
    return msgspec.structs.replace(read, train=answers)


def shown(competition: Competition, found: Layout) -> Competition:
    """The competition with every file of its public folder shown: nothing can be hidden from a solution that needs the answers.

    Raises:
        CompetitionError: One of them is a link, or no regular file.
    """
    names = other_files.beside(found, ())
    for name in names:
        if not stat.S_ISREG((found.public / name).lstat().st_mode):
            raise _misfit("regular files", f"{name}, which is none", str(found.public), "Put the file itself there, or take it away.")
    return msgspec.structs.replace(competition, view=View.DECLARED, files=OtherFiles(shown=names))


def remarks(competition: Competition, config: Config) -> tuple[str, ...]:
    """What a person should know of it, as sentences."""
    where = declared.ANSWERS if declared.apart(competition) else "train.csv"
    why = "as config.yaml says" if config.view is View.DECLARED else f"since {where} holds answers that cannot be made of train.csv"
    return (f"view: declared, {why}; solutions predict folds of the host with all answers in reach, so that no trial is evidence for a skill",)


def _see_that_answers_can_be_made(read: Tables, id_column: str) -> None:
    """Refuse a sample whose rows are parts of test rows, where nothing says what the parts of training rows should be."""
    ids, sampled = read.test[id_column], read.sample[id_column]
    if set(sampled) & set(ids) or (declared.owners(sampled, ids) < 0).any():
        return  # whatever is wrong with these ids has a message of its own
    raise _misfit(
        f"a file {declared.ANSWERS} with the answers to training rows in the submission's format",
        f"none, and ids such as {sampled.iloc[0]!r} in sample_submission.csv, which are parts of rows of test.csv",
        read.where,
        f"Write {declared.ANSWERS} as a submission for train.csv: solutions then declare out-of-fold predictions (docs/competitions.md).",
    )


def _misfit(expected: str, found: str, where: str, next_step: str) -> CompetitionError:
    return CompetitionError(expected=expected, found=found, where=where, next_step=next_step)
