"""What is written as text and still is more than a label: ranked labels, masks, and texts; what their metrics compute.

Each array holds one text per row, shape (n_rows,). Ranked labels stand one after the other, best first, with blanks between them. A mask is a
run-length code, `start length` pairs with blanks between them, pixels counted from 1; an empty text is an empty mask.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from haste.evaluation.measures import Array, Measure
from haste.vocabulary.competition import Competition

MASKS = "`start length` pairs of whole numbers from 1 whose runs do not overlap, or nothing"  # what they are, in words
_DIGITS_MAX = 15  # of a pixel's number: sums of such still fit
_TIMES_TOO_LONG = 20  # a text beyond so many times the true one, and a thousand signs, has nothing in common with it


def map_at(places: int) -> Measure:
    """Mean over rows of the average precision among the first so many labels; a label that is named twice counts once, where it stands first."""

    def mean_average_precision(truth: Array, predicted: Array, _: Competition) -> float:
        return float(np.mean([_average_precision(true.split(), said.split(), places) for true, said in zip(truth, predicted, strict=True)]))

    return mean_average_precision


def dice(truth: Array, predicted: Array, _: Competition) -> float:
    """Twice the pixels that two masks share over the pixels of both, averaged over rows; two empty masks agree."""
    return _over_masks(lambda shared, true, said: 2 * shared / (true + said), truth, predicted)


def iou(truth: Array, predicted: Array, _: Competition) -> float:
    """The pixels that two masks share over those that either has, averaged over rows; two empty masks agree."""
    return _over_masks(lambda shared, true, said: shared / (true + said - shared), truth, predicted)


def word_accuracy(truth: Array, predicted: Array, _: Competition) -> float:
    """Share of rows whose text is right sign for sign."""
    return float(np.mean([true == said for true, said in zip(truth, predicted, strict=True)]))


def character_accuracy(truth: Array, predicted: Array, _: Competition) -> float:
    """1 - edit distance / length of the longer text, averaged over rows; two empty texts agree, one far too long counts 0."""
    return float(np.mean([_likeness(true, said) for true, said in zip(truth, predicted, strict=True)]))


def runs_of(mask: str) -> NDArray[np.int64]:
    """The runs of a mask as pairs of first pixel and the one after the last, shape (n_runs, 2), in order.

    Raises:
        ValueError: It is no run-length code, or its runs overlap; the message says which.

    >>> runs_of("4 2 1 1").tolist()
    [[1, 2], [4, 6]]
    """
    words = mask.split()
    if len(words) % 2 or not all(word.isascii() and word.isdigit() for word in words):
        message = "not pairs of whole numbers"
        raise ValueError(message)
    if max(map(len, words), default=0) > _DIGITS_MAX:
        message = "a number beyond any picture"
        raise ValueError(message)
    starts, lengths = np.array(words[::2], dtype=np.int64), np.array(words[1::2], dtype=np.int64)
    if (starts < 1).any() or (lengths < 1).any():
        message = "a start or a length below 1"
        raise ValueError(message)
    order = np.argsort(starts, kind="stable")
    runs = np.column_stack([starts, starts + lengths])[order]
    if (runs[1:, 0] < runs[:-1, 1]).any():
        message = "runs that overlap"
        raise ValueError(message)
    return runs


def is_mask(text: str) -> bool:
    """Whether it is a run-length code, an empty one included."""
    try:
        runs_of(text)
    except ValueError:
        return False
    return True


def _average_precision(true: Sequence[str], said: Sequence[str], places: int) -> float:
    wanted, hits, total = set(true), 0, 0.0
    for place, label in enumerate(dict.fromkeys(said[:places]), start=1):
        if label in wanted:
            hits += 1
            total += hits / place
    return total / min(len(wanted), places) if wanted else 0.0


def _over_masks(share: Callable[[int, int, int], float], truth: Array, predicted: Array) -> float:
    scores = []
    for true, said in zip(map(runs_of, truth), map(runs_of, predicted), strict=True):
        sizes = [int((runs[:, 1] - runs[:, 0]).sum()) for runs in (true, said)]
        scores.append(share(_shared(true, said), *sizes) if sum(sizes) else 1.0)
    return float(np.mean(scores))


def _shared(one: NDArray[np.int64], other: NDArray[np.int64]) -> int:
    """Pixels of two masks that are in both: at each end of a run, how many pixels the other mask has before it."""
    return sum(_before(other, end) - _before(other, start) for start, end in one.tolist())


def _before(runs: NDArray[np.int64], pixel: int) -> int:
    return int(np.clip(pixel - runs[:, 0], 0, runs[:, 1] - runs[:, 0]).sum())


def _likeness(true: str, said: str) -> float:
    if len(said) > _TIMES_TOO_LONG * len(true) + 1000:
        return 0.0  # at most a twentieth, and not worth the time: how long a text is, is the solution's to say
    return 1 - _distance(true, said) / max(len(true), len(said), 1)


def _distance(one: str, other: str) -> int:
    """Edit distance of Levenshtein: insertions, deletions and replacements of signs."""
    if one == other:
        return 0
    signs = np.array([ord(sign) for sign in other], dtype=np.int64)
    steps = np.arange(len(other) + 1)
    row = steps
    for place, sign in enumerate(one, start=1):
        replaced_or_lost = np.minimum(row[:-1] + (signs != ord(sign)), row[1:] + 1)
        row = np.minimum.accumulate(np.concatenate(([place], replaced_or_lost)) - steps) + steps  # or inserted, any number of times
    return int(row[-1])
