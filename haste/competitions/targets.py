"""Turns what a person names on the command line into competitions."""

import difflib
from collections.abc import Sequence
from pathlib import Path

from haste.competitions import bundled, folder, layout, own_data, sources
from haste.competitions.bundled import preparing
from haste.errors import TargetError
from haste.vocabulary.competition import Competition


def resolve(targets: Sequence[str], *, into: Path) -> tuple[Competition, ...]:
    """Competitions behind these names, each once, in the order named.

    Args:
        targets: A suite, the id of a bundled competition, a folder of one competition, or a folder of such folders.
        into: Where bundled competitions, and copies of tables without a sample submission, are prepared.

    Raises:
        TargetError: A name stands for nothing, or two competitions have the same id.
        CompetitionError: A folder's files do not fit together.
    """
    found: dict[str, Competition] = {}
    for target in targets:
        for competition in _behind(target, into):
            known = found.setdefault(competition.id, competition)
            if known.public != competition.public:
                raise TargetError(
                    expected="a different id for each competition",
                    found=f"{competition.id!r} twice",
                    where=f"{known.public} and {competition.public}",
                    next_step="Give one of them another `id:` in its config.yaml.",
                )
    return tuple(found.values())


def _behind(target: str, into: Path) -> list[Competition]:
    ids = bundled.suites().get(target) or ((target,) if target in bundled.ids() else ())
    if ids:
        return [folder.load(preparing.prepare(bundled.find(name), into=into)) for name in ids]
    place = Path(target).expanduser()
    if not place.is_dir():
        raise _nothing(target, "no such name and no such folder")
    if layout.is_competition(place):
        return [_of_folder(place, into)]
    inner = sorted(path for path in place.iterdir() if path.is_dir() and layout.is_competition(path))
    if not inner:
        raise _nothing(target, "a folder without train.csv, in which no folder has one either")
    return [_of_folder(path, into) for path in inner]


def _of_folder(place: Path, into: Path) -> Competition:
    whole = (layout.find(place).public / "sample_submission.csv").is_file()
    return folder.load(place) if whole else own_data.prepare(sources.find(place), into=into)


def _nothing(target: str, found: str) -> TargetError:
    known = [*bundled.suites(), *bundled.ids()]
    near = difflib.get_close_matches(target, known, n=3, cutoff=0.4)
    return TargetError(
        expected="a suite, a bundled competition, or a folder of one or several competitions",
        found=found,
        where=f"target {target!r}",
        next_step=f"{'Nearest' if near else 'Known'} names: {', '.join(near or known)}. A folder needs train.csv and test.csv.",
    )
