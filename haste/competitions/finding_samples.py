"""Finds a sample submission that goes by another name, by what stands in it, and says which tables of a folder are not used."""

from pathlib import Path

import msgspec
import pandas as pd

from haste.competitions import inference, own_files
from haste.competitions.config import Config
from haste.competitions.sources import Source
from haste.errors import CompetitionError

_WORDS = ("submission", "sample")  # one of them stands in the name of a table that may be one


def completed(source: Source, said: Config) -> Source:
    """The same files with a sample submission, where none is called so and exactly one table fits; what was found is said in the notes.

    Args:
        source: A person's files.
        said: What the person says.

    Raises:
        CompetitionError: train or test cannot be read.
    """
    others = source.others
    fitting = _fitting(source, others, said) if source.test is not None and source.sample is None else []
    notes = []
    if len(fitting) == 1:
        notes.append(f"sample submission: {fitting[0].name}, since it is called so and has the ids of test.csv; --sample FILE says otherwise")
        source = msgspec.structs.replace(source, sample=fitting[0])
    if len(fitting) > 1:
        notes.append(f"no sample submission, since {len(fitting)} tables fit: {_names(fitting)}; --sample FILE names the right one")
    if unused := [path for path in others if path not in fitting]:
        notes.append(
            f"not used: {_names(unused)}, since only train, test and a sample submission are read; join to both tables what is to be learned from"
        )
    return msgspec.structs.replace(source, notes=(*source.notes, *notes))


def _fitting(source: Source, others: tuple[Path, ...], said: Config) -> list[Path]:
    """Those that are called so and hold the ids of test.csv, and answers to what is predicted."""
    named = [path for path in others if any(word in path.name.lower() for word in _WORDS)]
    if not named or source.test is None:
        return []
    train, test = own_files.read(source.train).table, own_files.read(source.test).table
    return [path for path in named if _fits(path, train, test, said)]


def _fits(path: Path, train: pd.DataFrame, test: pd.DataFrame, said: Config) -> bool:
    try:
        sample = own_files.read(path).table
    except CompetitionError:  # a table that cannot be read is no sample: it is named among those that are not used
        return False
    shared = [str(name) for name in sample.columns if name in test]
    id_column = said.id_column or (shared[0] if len(shared) == 1 else str(sample.columns[0]))
    if id_column not in shared or not sample[id_column].is_unique or set(sample[id_column]) != set(test[id_column]):
        return False
    answers = [str(name) for name in sample.columns if name != id_column]
    targets = said.target or [str(name) for name in train.columns if name not in test]
    by_labels = any(inference.classes_in(answers, train[name]) for name in targets if name in train)
    return bool(answers) and (set(answers) <= set(targets) or by_labels or (len(answers) == len(targets) == 1 and _WORDS[0] in path.name.lower()))


def _names(paths: list[Path]) -> str:
    return ", ".join(path.name for path in paths[:6]) + (f" and {len(paths) - 6} more" if len(paths) > 6 else "")
