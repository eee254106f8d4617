"""What a column holds, by its contents and not by its name."""

from collections.abc import Collection

import numpy as np
import pandas as pd

from haste.evaluation import tables
from haste.evaluation.times import spelling
from haste.vocabulary.scales import ColumnKind, TargetKind

_LOOKED_AT = 20_000  # values; their kind does not change with more of them
_CLASSES_MAX = 20  # whole numbers with more different values than this are amounts, not classes
_ROWS_PER_CLASS_MIN = 10
_UNSPACED = (  # signs of scripts without blanks between words, and how many make up a word
    ("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0002fa1f]", 2),  # Chinese and Japanese
    ("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]", 4),  # Thai, Lao, Burmese, Khmer
)
_SIGNS_OF_TEXT = 20  # mean length from which a value without spaces still is something to read, for example a formula


def kind_of(values: pd.Series) -> ColumnKind:
    """Kind of a feature.

    Args:
        values: The column, as text or as pandas types it, missing values as None, NaN or one of `haste.vocabulary.spellings.MISSING`.
    """
    present = _present(values)
    distinct = present.nunique()
    if distinct <= 1:
        return ColumnKind.CONSTANT
    if pd.api.types.is_bool_dtype(present):
        return ColumnKind.CATEGORICAL
    if pd.api.types.is_numeric_dtype(present):
        return _kind_of_numbers(present, distinct)
    present = present.astype(str)
    looked_at = _sampled(present)
    as_numbers = tables.numbers(present if distinct == len(present) else looked_at)  # whether numbers count the rows, only all of them tell
    if np.isfinite(as_numbers).mean() >= 0.95:
        return _kind_of_numbers(pd.Series(as_numbers[np.isfinite(as_numbers)]), distinct)
    return ColumnKind.DATE if spelling(looked_at) else _kind_of_strings(looked_at)


def words_in(values: pd.Series) -> float:
    """Mean number of words in a value that is not missing."""
    looked_at = _sampled(_present(values)).astype(str)
    return float(_words(looked_at).mean()) if len(looked_at) else 0.0


def target_kind_of(values: pd.Series, *, words: Collection[str] = ()) -> TargetKind:
    """Kind of a single target, read as text, when no metric says it; `words` are labels that are spelled as missing values are."""
    labels = values[~tables.missing(values, labels=words)]
    as_numbers = tables.numbers(labels)
    distinct = labels.nunique()
    if distinct == 2:
        return TargetKind.BINARY
    if np.isnan(as_numbers).any():  # an infinite value is no label: it is refused as a number
        return TargetKind.MULTICLASS
    few = distinct <= min(_CLASSES_MAX, len(labels) / _ROWS_PER_CLASS_MIN)
    return TargetKind.MULTICLASS if few and (as_numbers == np.floor(as_numbers)).all() else TargetKind.REGRESSION


def are_flags(targets: pd.DataFrame) -> bool:
    """Whether each of several targets, read as text, holds 0 or 1 where it has a value: any number of labels may hold at once."""
    held = (targets[name][~tables.missing(targets[name])] for name in targets)
    return targets.shape[1] > 1 and all(len(values) > 0 and np.isin(tables.numbers(values), (0, 1)).all() for values in held)


def file_dominates(features: dict[str, pd.Series], numbers: float) -> bool:
    """Whether the file of a row holds more numbers than the other columns hold signs: then it is a competition of images, or of signals."""
    return numbers > sum(float(_present(values).astype(str).str.len().mean() or 0) for values in features.values() if len(_present(values)))


def text_dominates(features: dict[str, pd.Series]) -> bool:
    """Whether running text makes up more than half of what a table says: then it is a text competition."""
    read = {name: _sampled(_present(values)).astype(str) for name, values in features.items()}
    kinds = {name: kind_of(values) for name, values in read.items()}
    signs = {name: float(values.str.len().sum()) for name, values in read.items() if kinds[name] is not ColumnKind.IDENTIFIER}
    of_text = sum(count for name, count in signs.items() if kinds[name] is ColumnKind.TEXT and words_in(read[name]) >= 3)
    return of_text > sum(signs.values()) / 2


def _kind_of_numbers(values: pd.Series, distinct: int) -> ColumnKind:
    """Whole numbers that count the rows, each used once, name them; all others say something."""
    counts_rows = distinct == len(values) >= 20 and bool((values % 1 == 0).all()) and float(values.max() - values.min()) < 1.5 * len(values)
    return ColumnKind.IDENTIFIER if counts_rows else ColumnKind.NUMERIC


def _kind_of_strings(values: pd.Series) -> ColumnKind:
    lengths = values.str.len()
    unlike = values.nunique() / len(values)
    words = float(_words(values).mean())
    if (words >= 3 and unlike > 0.2) or (words >= 8 and values.nunique() > 50):
        return ColumnKind.TEXT
    if unlike > 0.9 and len(values) >= 20:
        readable = float(lengths.mean()) >= _SIGNS_OF_TEXT and lengths.nunique() > 3  # keys and hashes are all of one length
        return ColumnKind.TEXT if readable else ColumnKind.IDENTIFIER
    return ColumnKind.CATEGORICAL


def _words(values: pd.Series) -> pd.Series:
    """Words in each value; where the script writes no blanks between them, as many as its signs make up as a rule."""
    between_blanks = values.str.count(r"\S+")
    signs = [(values.str.count(script), each) for script, each in _UNSPACED]
    if sum(int(found.sum()) for found, _ in signs) <= values.str.len().sum() / 2:
        return between_blanks
    of_signs = sum((found / each for found, each in signs), start=pd.Series(0.0, index=values.index))
    return between_blanks.where(between_blanks > of_signs, of_signs)


def _present(values: pd.Series) -> pd.Series:
    values = values[values.notna()]
    return values if pd.api.types.is_numeric_dtype(values) else values[~tables.missing(values.astype(str))]


def _sampled(values: pd.Series) -> pd.Series:
    return values if len(values) <= _LOOKED_AT else values.iloc[:: -(-len(values) // _LOOKED_AT)]
