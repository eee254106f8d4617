"""Runs of characters, weighted by how telling they are."""

import numpy as np
import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer

from haste.techniques.blueprint import Blueprint, Slot
from haste.techniques.scaffold.joining import SparseBlock
from haste.techniques.scaffold.reading import as_texts
from haste.techniques.task import Task
from haste.techniques.technique import Technique

BYTES_MAX = 60_000_000  # about a minute of one core


def char_tfidf(train: pd.DataFrame, test: pd.DataFrame, texts: list[str]) -> SparseBlock:
    """Runs of 2 to 4 characters inside words, weighted by tf-idf: stems, endings and misspellings share columns."""
    runs = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), min_df=3, max_features=60_000, sublinear_tf=True, dtype=np.float32)
    try:
        return runs.fit_transform(as_texts(train, texts)), runs.transform(as_texts(test, texts))
    except ValueError:  # no run stands in three rows: nothing can be learned from them
        return np.empty((len(train), 0)), np.empty((len(test), 0))


def _has_short_enough_texts(task: Task, _blueprint: Blueprint) -> bool:
    return bool(task.text_names) and task.profile.bytes <= BYTES_MAX


TECHNIQUE = Technique(
    slug="char-tfidf",
    title="runs of characters weighted by tf-idf",
    domains=("text", "tabular"),
    slot=Slot.FEATURES,
    joins=True,
    sparse=True,
    when="A column holds text whose spelling tells something: inflected languages, names, formulas, typing errors.",
    when_not="The texts are so long that counting their characters takes minutes.",
    condition=_has_short_enough_texts,
    function=char_tfidf,
)
