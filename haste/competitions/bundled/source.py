"""What a bundled competition says of itself, and the frames that its file makes of a package's data."""

import hashlib
from collections.abc import Callable
from types import ModuleType

import msgspec
import pandas as pd


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
    package: str  # name on the package index, and of the module
    version: str  # another one may hold other data
    source: str  # where the package has them from
    licence: str  # as the package states it
    citation: str
    description: str  # what a competitor is told, Markdown
    digest: str  # SHA-256 over the prepared files, 64 hex digits: what was measured once can be measured again
    frames: Callable[[ModuleType], Frames]


def dealt(rows: pd.DataFrame, *, test_share: float, name: str) -> Frames:
    """Split rows at random, the same way with every version of every library.

    Args:
        rows: Any table.
        test_share: In (0, 1).
        name: Of the competition: the only source of chance.

    Returns:
        Both parts in an order that tells nothing of the order of the rows.
    """
    order = sorted(range(len(rows)), key=lambda row: hashlib.sha256(f"{name}/{row}".encode()).digest())
    cut = round(len(rows) * test_share)
    return Frames(train=rows.iloc[order[cut:]].reset_index(drop=True), test=rows.iloc[order[:cut]].reset_index(drop=True))
