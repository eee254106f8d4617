"""A submission is read only if it is a plain file of a bearable size."""

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from haste.errors import SubmissionError
from haste.sandbox.collecting import collect
from haste.vocabulary.scales import Reason


def test_a_plain_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "submission.csv").write_bytes(b"id,y\n")

    assert collect(tmp_path / "submission.csv", bytes_max=5) == b"id,y\n"


def link(path: Path) -> None:
    path.symlink_to(__file__)


def bind_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        os.chdir(path.parent)  # a socket's path has to be short
        server.bind(path.name)


@pytest.mark.parametrize(("make", "kind"), [(link, "a symbolic link"), (os.mkfifo, "a FIFO"), (Path.mkdir, "a folder"), (bind_socket, "a socket")])
def test_anything_but_a_plain_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: Callable[[Path], None], kind: str) -> None:
    monkeypatch.chdir(tmp_path)
    make(tmp_path / "submission.csv")

    with pytest.raises(SubmissionError, match=f"found {kind}") as refused:
        collect(tmp_path / "submission.csv", bytes_max=100)

    assert refused.value.reason == Reason.NOT_A_FILE


def test_a_file_of_one_byte_too_many_is_refused_unread(tmp_path: Path) -> None:
    with (tmp_path / "submission.csv").open("wb") as file:
        file.truncate(10 * 1000**3)  # sparse

    with pytest.raises(SubmissionError, match="at most 9999999999 bytes, found 10000000000 bytes") as refused:
        collect(tmp_path / "submission.csv", bytes_max=10 * 1000**3 - 1)

    assert refused.value.reason == Reason.TOO_LARGE


def test_a_missing_file_is_no_submission(tmp_path: Path) -> None:
    with pytest.raises(SubmissionError, match="found nothing") as refused:
        collect(tmp_path / "submission.csv", bytes_max=100)

    assert refused.value.reason == Reason.NO_SUBMISSION
