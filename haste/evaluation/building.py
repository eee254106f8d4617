"""Folders that are either whole or not there, however many processes build them and whenever one is killed."""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path


def built_once(place: Path, build: Callable[[Path], None]) -> Path:
    """Build a folder beside its place and move it there, unless it stands there already.

    Args:
        place: Where the folder will be.
        build: Fills an empty folder. Two processes may do so at once; the first to finish is kept.

    Returns:
        The place.
    """
    if place.exists():
        return place
    place.parent.mkdir(parents=True, exist_ok=True)
    building = Path(tempfile.mkdtemp(dir=place.parent, prefix=".building-"))
    try:
        build(building)
        building.chmod(0o755)  # mkdtemp lets nobody else in, and a solution may run as another user
        _move(building, place)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return place


def _move(building: Path, place: Path) -> None:
    try:
        building.rename(place)
    except OSError:
        if not place.exists():  # otherwise another process was first
            raise
