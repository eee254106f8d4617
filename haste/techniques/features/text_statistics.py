"""How a text is written, whatever it says."""

import numpy as np
import pandas as pd

from haste.techniques.blueprint import Blueprint, Slot
from haste.techniques.scaffold.joining import Block
from haste.techniques.scaffold.reading import as_texts
from haste.techniques.task import Task
from haste.techniques.technique import Technique


def text_statistics(train: pd.DataFrame, test: pd.DataFrame, texts: list[str]) -> Block:
    """Length, number of words, and shares of capitals, digits and punctuation."""
    parts = []
    for frame in (train, test):
        text = as_texts(frame, texts).str.strip()
        length = text.str.len().to_numpy(dtype=float)
        counts = [text.str.count(pattern).to_numpy(dtype=float) for pattern in (r"\S+", r"[A-Z]", r"\d", r"[^\w\s]", "!", r"\?", "http")]
        shares = [count / np.maximum(length, 1) for count in counts]
        parts.append(np.column_stack([np.log1p(length), *np.log1p(counts), *shares]))
    return parts[0], parts[1]


def _has_texts(task: Task, _blueprint: Blueprint) -> bool:
    return bool(task.text_names)


TECHNIQUE = Technique(
    slug="text-statistics",
    title="length and punctuation of texts",
    domains=("text", "tabular"),
    slot=Slot.FEATURES,
    joins=True,
    when="A column holds text, and how it is written may matter.",
    when_not="No column does.",
    condition=_has_texts,
    function=text_statistics,
)
