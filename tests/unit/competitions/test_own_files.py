"""Tables of every format are read, and what had to be assumed is said."""

import gzip
import json
import sys
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pandas as pd
import pytest

from haste.competitions import own_files
from haste.errors import CompetitionError

TABLE = pd.DataFrame({"id": ["007", "8", "9"], "n": [1, 2, 3], "x": [0.1, None, 1e-7], "said": ["a,b", 'q"q', "ü\nü"]})
WRITTEN = {"id": ["007", "8", "9"], "n": ["1", "2", "3"], "x": ["0.1", "", "1e-07"], "said": ["a,b", 'q"q', "ü\nü"]}
CSV = TABLE.to_csv(index=False).encode()


def zipped(files: dict[str, bytes]) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return packed.getvalue()


def bytes_of(write: Callable[[BytesIO], object]) -> bytes:
    file = BytesIO()
    write(file)
    return file.getvalue()


FORMATS: dict[str, bytes] = {
    "t.csv": CSV,
    "t.tsv": TABLE.to_csv(index=False, sep="\t").encode(),
    "T.CSV": b"\xef\xbb\xbf" + CSV,
    "t.txt": TABLE.to_csv(index=False, sep="|").encode(),
    "t.csv.gz": gzip.compress(CSV),
    "t.csv.zip": zipped({"t.csv": CSV}),
    "t.zip": zipped({"inner/": b"", "inner/t.csv": CSV, "__MACOSX/t.csv": b"no table"}),
    "t.parquet": bytes_of(TABLE.to_parquet),
    "t.feather": bytes_of(TABLE.to_feather),
    "t.xlsx": bytes_of(lambda file: TABLE.to_excel(file, index=False)),
}


@pytest.mark.parametrize("name", FORMATS)
def test_a_table_of_any_format_has_the_same_values(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(FORMATS[name])

    assert own_files.read(tmp_path / name).table.to_dict("list") == WRITTEN


@pytest.mark.parametrize(("name", "packed"), [("t.jsonl", False), ("t.ndjson.gz", True)])
def test_json_lines_keep_numbers_as_they_are_written(name: str, packed: bool, tmp_path: Path) -> None:  # noqa: FBT001 - a parameter of the test
    lines = '{"a": 1.50, "b": 12345678901234567890, "c": true}\n\n{"a": null, "b": 2, "d": [1, "ü"]}\n'.encode()
    (tmp_path / name).write_bytes(gzip.compress(lines) if packed else lines)

    read = own_files.read(tmp_path / name).table

    assert read.to_dict("list") == {"a": ["1.50", ""], "b": ["12345678901234567890", "2"], "c": ["True", ""], "d": ["", '["1", "ü"]']}


@pytest.mark.parametrize("indent", [None, 2])
def test_a_list_of_objects_is_a_table_too(indent: int | None, tmp_path: Path) -> None:
    (tmp_path / "t.json").write_text(json.dumps([{"a": 1, "b": "x"}, {"b": "y"}], indent=indent), encoding="utf-8")

    assert own_files.read(tmp_path / "t.json").table.to_dict("list") == {"a": ["1", ""], "b": ["x", "y"]}


def test_typed_tables_keep_whole_numbers_whole_and_times_readable(tmp_path: Path) -> None:
    typed = pd.DataFrame(
        {
            "n": pd.array([1, None], dtype="Int64"),
            "at": pd.to_datetime(["2024-02-29 12:00", None]),
            "flag": pd.array([True, None], dtype="boolean"),
            "kind": pd.Categorical(["a", "b"]),
        }
    )
    typed.to_parquet(tmp_path / "t.parquet")

    read = own_files.read(tmp_path / "t.parquet").table

    assert read.to_dict("list") == {"n": ["1", ""], "at": ["2024-02-29 12:00:00", ""], "flag": ["True", ""], "kind": ["a", "b"]}


def test_a_carriage_return_in_a_text_ends_no_row(tmp_path: Path) -> None:
    pd.DataFrame({"n": [1, 2], "said": ["a\rb", None]}).to_parquet(tmp_path / "t.parquet")

    assert own_files.read(tmp_path / "t.parquet").table.to_dict("list") == {"n": ["1", "2"], "said": ["a\rb", ""]}


def test_an_index_with_a_name_is_a_column(tmp_path: Path) -> None:
    pd.DataFrame({"x": [1, 2]}, index=pd.Index(["a", "b"], name="key")).to_parquet(tmp_path / "t.parquet")

    assert own_files.read(tmp_path / "t.parquet").table.to_dict("list") == {"key": ["a", "b"], "x": ["1", "2"]}


def test_only_the_first_sheet_is_read_and_that_is_said(tmp_path: Path) -> None:
    with pd.ExcelWriter(tmp_path / "t.xlsx") as book:
        TABLE.to_excel(book, sheet_name="rows", index=False)
        TABLE.to_excel(book, sheet_name="test", index=False)

    ways = "save one that is to be used as a file of its own, such as test.csv"
    assert own_files.read(tmp_path / "t.xlsx").remarks == (f"t.xlsx: read the first of 2 sheets, 'rows', and not 'test'; {ways}",)


def locked(archive: bytes) -> bytes:
    """The same archive, whose first file is marked as one that a password opens."""
    flags = archive.index(b"PK\x01\x02") + 8
    return archive[:flags] + bytes([archive[flags] | 1]) + archive[flags + 1 :]


BROKEN: dict[str, tuple[bytes, str]] = {
    "t.parquet": (b"PAR1 and nothing", r"t\.parquet: expected a table with a header line, found"),
    "t.feather": (b"no", "expected a table"),
    "t.xlsx": (b"PK no workbook", "not a zip file"),
    "t.csv.gz": (b"\x1f\x8b", "expected a table"),
    "t.zip": (zipped({"a.csv": CSV, "b.csv": CSV}), r"2 files in it, where one table was expected: a\.csv, b\.csv"),
    "t.csv.zip": (b"PK", "expected a table"),
    "locked.zip": (locked(zipped({"a.csv": CSV})), "expected a table with a header line, found .*encrypted, password required"),
    "u.xlsx": (zipped({"[Content_Types].xml": b"<"}), "expected a table with a header line, found"),
    "t.csv": (b"", "No columns to parse"),
    "ragged.csv": (b"a,b\n1,2,3\n4,5,6\n", "lines with more values than the header has names"),
    "t.jsonl": (b'{"a": 1}\n[2]\n', "line 2: something else than an object"),
    "u.jsonl": (b'{"a": 1\n', "expected a table"),
    "t.json": (b'[{"a": 1}, 2]', "value 2 of the list: something else than an object"),
    "v.jsonl": (b"\n", "expected a table with a header line, found not one object"),
    "t.doc": (b"x", r"the suffix '\.doc' of t\.doc; known are \.csv"),
    "t.gz": (gzip.compress(CSV), "the suffix '' of t"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_file_that_is_no_table_is_one_clear_error(name: str, tmp_path: Path) -> None:
    data, found = BROKEN[name]
    (tmp_path / name).write_bytes(data)

    with pytest.raises(CompetitionError, match=found):
        own_files.read(tmp_path / name)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(CompetitionError, match="expected a file that can be read, found No such file"):
        own_files.read(tmp_path / "t.csv")


def test_a_package_that_is_missing_is_named_with_the_command_that_gets_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "t.xlsx").write_bytes(FORMATS["t.xlsx"])
    monkeypatch.setitem(sys.modules, "openpyxl", None)

    with pytest.raises(CompetitionError, match=r"the package openpyxl, to read \.xlsx, found none\. Install it: pip install openpyxl"):
        own_files.read(tmp_path / "t.xlsx")


@pytest.mark.parametrize(
    ("name", "stem"), [("train.csv", "train"), ("Train.CSV.GZ", "Train"), ("train.zip", "train"), ("train.png", None), ("train.gz", None)]
)
def test_what_a_table_is_called_is_told_from_its_file(name: str, stem: str | None) -> None:
    assert own_files.stem_of(name) == stem
