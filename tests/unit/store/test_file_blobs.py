"""Blobs in files: whole or absent, in a layout that a person can follow."""

import os
import stat
from pathlib import Path

import pytest

from haste.errors import BlobMissingError, LogError
from haste.store.blobs import FileBlobs


def file_of(folder: Path, blob: str) -> Path:
    return folder / blob[:2] / blob


def test_a_blob_is_a_file_of_its_name_below_its_first_two_digits(tmp_path: Path) -> None:
    blob = FileBlobs(tmp_path / "not" / "there" / "yet").put(b"code")

    assert file_of(tmp_path / "not" / "there" / "yet", blob).read_bytes() == b"code"
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [blob]


def test_another_store_on_the_folder_finds_the_blob(tmp_path: Path) -> None:
    blob = FileBlobs(tmp_path).put(b"code")

    assert FileBlobs(tmp_path).get(blob) == b"code"


def test_a_folder_that_is_only_read_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(BlobMissingError, match="No such file"):
        FileBlobs(tmp_path / "blobs").get(FileBlobs(tmp_path / "other").put(b"code"))

    assert not (tmp_path / "blobs").exists()


@pytest.mark.parametrize("damage", [b"", b"cod", b"codE", b"code and more"], ids=["empty", "short", "changed", "long"])
def test_a_changed_blob_is_refused_until_it_is_stored_again(tmp_path: Path, damage: bytes) -> None:
    blobs = FileBlobs(tmp_path)
    blob = blobs.put(b"code")
    file_of(tmp_path, blob).write_bytes(damage)

    with pytest.raises(BlobMissingError, match=f"{len(damage)} other bytes"):
        blobs.get(blob)

    assert blobs.put(b"code") == blob
    assert blobs.get(blob) == b"code"


def test_bytes_and_names_are_synced_before_put_returns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[str] = []
    sync = os.fsync

    def noted(handle: int) -> None:
        synced.append(Path(f"/proc/self/fd/{handle}").readlink().name)
        sync(handle)

    monkeypatch.setattr(os, "fsync", noted)
    blob = FileBlobs(tmp_path / "blobs").put(b"code")

    assert synced[:2] == [tmp_path.name, "blobs"]  # the names of the two new folders
    assert synced[2].startswith(f".{blob}.")  # the bytes, before they take their name
    assert synced[3] == blob[:2]  # the name


def test_a_write_that_fails_leaves_nothing_and_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        if stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(LogError, match=r"No space left on device\. Give this user the right, or free some space"):
        FileBlobs(tmp_path).put(b"code")

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
