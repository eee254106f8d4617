"""What every blob store promises."""

import hashlib
from concurrent.futures import ThreadPoolExecutor

import pytest

from haste.errors import BlobMissingError
from haste.ports import BlobStore
from haste.vocabulary.ids import BlobId


@pytest.mark.parametrize("data", [b"", b"code", b"\0" * 3_000_000], ids=["empty", "short", "3MB"])
def test_a_blob_comes_back_under_the_hash_of_its_bytes(blobs: BlobStore, data: bytes) -> None:
    blob = blobs.put(data)

    assert blob == hashlib.sha256(data).hexdigest()
    assert blobs.get(blob) == data


def test_storing_twice_is_storing_once(blobs: BlobStore) -> None:
    assert blobs.put(b"same") == blobs.put(b"same")


@pytest.mark.parametrize(
    "name", ["0" * 64, "", "..", "../../etc/hostname", "A" * 64, "a\0b"], ids=["unknown", "empty", "dots", "path", "upper-case", "nul"]
)
def test_a_name_without_bytes_is_missing(blobs: BlobStore, name: str) -> None:
    with pytest.raises(BlobMissingError, match="expected the bytes of blob"):
        blobs.get(BlobId(name))


def test_threads_store_side_by_side(blobs: BlobStore) -> None:
    with ThreadPoolExecutor(4) as threads:
        names = list(threads.map(lambda number: blobs.put(b"%d" % (number % 5)), range(40)))

    assert len(set(names)) == 5
    assert [blobs.get(name) for name in names] == [b"%d" % (number % 5) for number in range(40)]
