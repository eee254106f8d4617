"""The skill index in its folder: a table for each set of rows, built once, never changed, and made anew whatever happens to it."""

import os
import shutil
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import lancedb
import pytest

from haste.errors import SkillIndexError
from haste.store.lance import KEPT, LanceIndex
from haste.vocabulary.ids import SkillId
from tests.libraries import library, questions, row

ROWS = library(60)
ASKED = tuple(questions(20))


def tables(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if not path.name.startswith("."))


def contents(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {str(path): (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.rglob("*") if path.is_file()}


def written(folder: Path) -> LanceIndex:
    index = LanceIndex(folder)
    index.write(ROWS)
    return index


def answers(index: LanceIndex) -> list[tuple[SkillId, ...]]:
    return [index.search(text, scopes=scopes) for text, scopes in ASKED]


def test_equal_rows_share_a_table_and_other_rows_get_another(tmp_path: Path) -> None:
    written(tmp_path)
    written(tmp_path)
    assert len(tables(tmp_path)) == 1

    LanceIndex(tmp_path).write(ROWS[1:])

    assert len(tables(tmp_path)) == 2
    assert {len(path.name) for path in tables(tmp_path)} == {16}


def test_searching_changes_no_file_and_writing_again_neither(tmp_path: Path) -> None:
    index = written(tmp_path)
    before = contents(tmp_path)

    answers(index)
    written(tmp_path)
    answers(written(tmp_path))

    assert contents(tmp_path) == before


def test_what_others_write_does_not_change_what_is_found(tmp_path: Path) -> None:
    index = written(tmp_path)
    before = answers(index)

    LanceIndex(tmp_path).write((row("s-new", ASKED[0][0]), *ROWS))

    assert answers(index) == before


def test_another_release_of_the_library_gets_a_table_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path)
    monkeypatch.setattr(lancedb, "__version__", "another")

    written(tmp_path)

    assert len(tables(tmp_path)) == 2


def test_no_rows_make_no_folder(tmp_path: Path) -> None:
    index = LanceIndex(tmp_path / "index")
    index.write(())
    index.clear()

    assert index.search("target", scopes=["g"]) == ()
    assert not (tmp_path / "index").exists()


def test_the_newest_tables_are_kept(tmp_path: Path) -> None:
    index = written(tmp_path)
    (first,) = tables(tmp_path)
    for number in range(KEPT):
        (tmp_path / f"{number:016x}").mkdir()
        os.utime(tmp_path / f"{number:016x}", ns=(number, time.time_ns() + number))

    LanceIndex(tmp_path).write(ROWS[1:])

    names = {path.name for path in tables(tmp_path)}
    assert first.name not in names
    assert {f"{number:016x}" for number in range(1, KEPT)} < names
    assert len(names) == KEPT
    assert answers(index) == answers(written(tmp_path / "elsewhere"))  # who lost a table makes it again


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def overwritten(path: Path) -> None:
    path.write_bytes(bytes(255 - byte for byte in path.read_bytes()))


def shortened(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def one_bit(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


DAMAGES: tuple[Callable[[Path], object], ...] = (Path.unlink, emptied, overwritten, shortened, one_bit)


@pytest.mark.parametrize("damage", DAMAGES)
def test_whatever_happens_to_any_file_the_answers_stay(tmp_path: Path, damage: Callable[[Path], object]) -> None:
    index = written(tmp_path)
    (table,) = tables(tmp_path)
    before = answers(index)

    for number in range(sum(path.is_file() for path in table.rglob("*"))):
        damaged = sorted(path for path in table.rglob("*") if path.is_file())[number]  # their names change with each building
        damage(damaged)

        assert index.search(ASKED[0][0], scopes=ASKED[0][1]) == before[0]

    assert answers(written(tmp_path)) == before


def test_a_table_that_is_gone_or_something_else_is_made_anew(tmp_path: Path) -> None:
    index = written(tmp_path)
    (table,) = tables(tmp_path)
    before = answers(index)

    shutil.rmtree(table)
    assert answers(index) == before
    shutil.rmtree(tmp_path)
    assert answers(index) == before
    shutil.rmtree(table)
    table.write_text("a file")
    assert answers(index) == before
    assert answers(written(tmp_path)) == before


def test_whatever_the_library_says_against_a_whole_table_it_is_made_anew_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index = written(tmp_path)
    before = answers(index)
    (table,) = tables(tmp_path)
    broken = table.stat().st_ino
    connect = lancedb.connect

    def refusing(path: Path) -> object:
        if path == table and table.stat().st_ino == broken:
            raise ValueError
        return connect(path)

    monkeypatch.setattr(lancedb, "connect", refusing)

    assert answers(index) == before
    assert table.stat().st_ino != broken


def test_what_fails_twice_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index = written(tmp_path)

    def refusing(_: Path) -> object:
        message = "No space left on device"
        raise OSError(message)

    monkeypatch.setattr(lancedb, "connect", refusing)

    with pytest.raises(SkillIndexError, match="expected an index of 60 skills that can be made and read, found OSError: No space left on device"):
        index.search("target", scopes=["g"])


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "index").write_text("a file")

    with pytest.raises(SkillIndexError, match="skill index in"):
        written(tmp_path / "index")
    with pytest.raises(SkillIndexError, match="skill index in"):
        LanceIndex(tmp_path / "index").clear()


def test_what_a_killed_builder_left_is_removed(tmp_path: Path) -> None:
    expected = answers(written(tmp_path / "elsewhere"))
    (table,) = tables(tmp_path / "elsewhere")
    shutil.copytree(table, tmp_path / "index" / ".building")

    assert answers(written(tmp_path / "index")) == expected
    assert not (tmp_path / "index" / ".building").exists()


def test_clearing_removes_the_tables_of_all_rows(tmp_path: Path) -> None:
    index = written(tmp_path)
    LanceIndex(tmp_path).write(ROWS[1:])

    index.clear()

    assert tables(tmp_path) == []


def test_many_at_once_find_the_same_while_the_table_is_taken_away_again_and_again(tmp_path: Path) -> None:
    expected = answers(written(tmp_path / "elsewhere"))
    folder = tmp_path / "index"

    def ask(number: int) -> list[tuple[SkillId, ...]]:
        index = written(folder)
        if number % 3 == 0:
            index.clear()
        return [index.search(text, scopes=scopes) for text, scopes in ASKED[:5]]

    with ThreadPoolExecutor(6) as threads:
        found = list(threads.map(ask, range(24)))

    assert found == [expected[:5]] * 24


@pytest.mark.parametrize("name", ["db", "with space", "ünï", "50%20", "a?b#c", "s3:"])
def test_a_folder_may_have_any_name(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    index = written(Path(name) / "index")

    assert answers(index) == answers(written(tmp_path / "elsewhere"))
    assert len(tables(tmp_path / name / "index")) == 1
