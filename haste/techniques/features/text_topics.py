"""Main directions of the words."""

import numpy as np
import pandas as pd
from sklearn.decomposition import TruncatedSVD

from haste.techniques.blueprint import Blueprint, Slot
from haste.techniques.features.word_tfidf import word_tfidf
from haste.techniques.scaffold.joining import Block
from haste.techniques.task import Task
from haste.techniques.technique import Technique


def text_topics(train: pd.DataFrame, test: pd.DataFrame, texts: list[str], seed: int, *, topics: int = 60) -> Block:
    """Words weighted by tf-idf, reduced to their main directions: few dense columns, as trees like them."""
    words, words_test = word_tfidf(train, test, texts)
    width = min(topics, words.shape[1] - 1, words.shape[0] - 1)
    if width < 1:
        return np.empty((len(train), 0)), np.empty((len(test), 0))
    directions = TruncatedSVD(width, n_iter=3, random_state=seed)
    return directions.fit_transform(words), directions.transform(words_test)


def _has_texts(task: Task, _blueprint: Blueprint) -> bool:
    return bool(task.text_names)


TECHNIQUE = Technique(
    slug="text-topics",
    title="main directions of the words",
    domains=("text", "tabular"),
    slot=Slot.FEATURES,
    joins=True,
    when="A column holds text and a model wants few dense columns.",
    when_not="No column holds text.",
    condition=_has_texts,
    function=text_topics,
)
