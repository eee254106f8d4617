"""Words, weighted by how telling they are."""

import numpy as np
import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer

from haste.techniques.blueprint import Blueprint, Slot
from haste.techniques.scaffold.joining import SparseBlock
from haste.techniques.scaffold.reading import as_texts
from haste.techniques.task import Task
from haste.techniques.technique import Technique


def word_tfidf(train: pd.DataFrame, test: pd.DataFrame, texts: list[str], *, longest: int = 1, sublinear: bool = False) -> SparseBlock:
    """Words and runs of up to `longest` words, weighted by tf-idf; those of a single row are left out."""
    words = TfidfVectorizer(ngram_range=(1, longest), min_df=2, max_features=100_000, sublinear_tf=sublinear, strip_accents="unicode")
    try:
        return words.fit_transform(as_texts(train, texts)), words.transform(as_texts(test, texts))
    except ValueError:  # no word stands in two rows: nothing can be learned from words
        return np.empty((len(train), 0)), np.empty((len(test), 0))


def _has_texts(task: Task, _blueprint: Blueprint) -> bool:
    return bool(task.text_names)


TECHNIQUE = Technique(
    slug="word-tfidf",
    title="words weighted by tf-idf",
    domains=("text", "tabular"),
    slot=Slot.FEATURES,
    joins=True,
    sparse=True,
    when="A column holds text.",
    when_not="No column does.",
    condition=_has_texts,
    function=word_tfidf,
)
