"""Signals are found by the files that rows name, or by numbered columns; whatever is wrong with one is said by its name."""

import pickle
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from haste.competitions import finding_series, folder, profile
from haste.errors import CompetitionError
from haste.techniques.scaffold.recordings import read_fitted
from haste.vocabulary.competition import MediaProfile, Series
from haste.vocabulary.scales import ColumnKind
from tests.unit.competitions.folders import Rows, labels
from tests.unit.competitions.test_finding_media import IDS, LABELS, SHOWN, TEST_IDS, laid
from tests.unit.techniques.recordings import of_24_bits

RNG = np.random.default_rng(0)


def smooth(rows: int, samples: int) -> np.ndarray:
    """Curves of which neighbours resemble each other."""
    return np.cumsum(RNG.normal(size=(rows, samples)), axis=1).round(3)


def array(place: Path, values: np.ndarray) -> bytes:
    place.mkdir(parents=True, exist_ok=True)
    np.save(place / "one.npy", values)
    return (place / "one.npy").read_bytes()


def by_id(place: Path, suffix: str, contents: bytes, but: dict[str, bytes] | None = None, tables: dict[str, Rows] | None = None) -> Path:
    files = {f"train/{name}{suffix}": contents for name in IDS} | {f"test/{name}{suffix}": contents for name in TEST_IDS}
    told: dict[str, Rows | None] = {"train": {"id": IDS, "y": LABELS}, "test": {"id": TEST_IDS}, "sample_submission": SHOWN}
    return laid(place, files | (but or {}), **(told | (tables or {})))


def in_columns(place: Path, columns: dict[str, list[float]]) -> Path:
    test = {name: values[:20] for name, values in columns.items()}
    return laid(place, {}, train={"id": IDS, **columns, "y": LABELS}, test={"id": TEST_IDS, **test}, sample_submission=SHOWN)


def columns_of(values: np.ndarray, before: str) -> dict[str, list[float]]:
    return {f"{before}{number}": column.tolist() for number, column in enumerate(values.T)}


WAV = of_24_bits(np.zeros((300, 2)), 8000)
CSV = b"x,y\n" + b"0.5,1\n" * 40
FORMS = {
    "sounds": (".wav", WAV, (300, 2, 8000.0)),
    "a table with a header": (".csv", CSV, (40, 2, 0.0)),
    "a table without one": (".tsv", b"1\t2\t3\n" * 40, (40, 3, 0.0)),
    "numbers and gaps in lines": (".txt", b"1 2\n" * 39 + b"nan 2\n", (40, 2, 0.0)),
    "one line": (".txt", b"1 2 3 4 5 6 7 8", (8, 1, 0.0)),
    "decimal commas": (".csv", b"a;b\n" + b"0,5;1,5\n" * 10, (10, 2, 0.0)),
}


@pytest.mark.parametrize("case", FORMS)
def test_files_named_by_ids_make_a_signal_competition(case: str, tmp_path: Path) -> None:
    suffix, contents, (samples, channels, rate) = FORMS[case]

    found = folder.load(by_id(tmp_path / "a", suffix, contents))

    assert (found.media, found.domain) == ("id", "signal")
    assert profile.profile(found).media == MediaProfile(
        kind="signal",
        files=60,
        bytes=60 * len(contents),
        channels=channels,
        samples=samples,
        samples_max=samples,
        rate=rate,
        same_size=True,
        suffix=suffix,
    )


@pytest.mark.parametrize(("shape", "expected"), [((500, 3), (500, 3)), ((3, 500), (500, 3)), ((64,), (64, 1))])
def test_arrays_are_read_with_the_longer_side_as_time(shape: tuple[int, ...], expected: tuple[int, int], tmp_path: Path) -> None:
    contents = array(tmp_path / "made", np.zeros(shape, dtype=np.float16))

    seen = profile.profile(folder.load(by_id(tmp_path / "a", ".npy", contents))).media

    assert seen is not None
    assert (seen.samples, seen.channels) == expected


def test_paths_in_a_column_name_signals_of_unequal_length(tmp_path: Path) -> None:
    paths = [f"walks/{name}.csv" for name in range(60)]
    files = {path: b"1,2\n" * (20 + number) for number, path in enumerate(paths)}
    train: Rows = {"id": IDS, "walk": paths[:40], "y": LABELS}

    place = laid(tmp_path / "a", files, train=train, test={"id": TEST_IDS, "walk": paths[40:]}, sample_submission=SHOWN)
    found = folder.load(place)

    seen = profile.profile(found).media
    assert (found.media, found.domain) == ("walk", "signal")
    assert seen is not None
    assert (seen.samples, seen.samples_max, seen.same_size) == (49, 79, False)
    assert "signals: at the paths in column 'walk'" in folder.inferred(place)


def test_texts_and_other_arrays_of_rows_are_no_signals(tmp_path: Path) -> None:
    words: Rows = {"id": IDS, "x": labels("one", "two", "three"), "y": LABELS}
    told: dict[str, Rows] = {"train": words, "test": {"id": TEST_IDS, "x": ["one"] * 20}}

    for number, (suffix, contents) in enumerate(((".txt", b"It was 1 cat\nand 2 dogs\n"), (".npy", array(tmp_path, np.zeros((4, 4, 3)))))):
        assert folder.load(by_id(tmp_path / str(number), suffix, contents, tables=told)).media == ""


MISFITS: dict[str, tuple[str, bytes, bytes, str]] = {
    "half a sound": (".wav", WAV, WAV[:30], r"signal train/7\.wav, found a WAV file that ends in its header"),
    "no sound": (".wav", WAV, b"words", r"signal train/7\.wav, found 5 bytes that are no WAV file"),
    "a silent file": (".wav", WAV, WAV[:44], r"signal train/7\.wav, found a WAV file without samples"),
    "a packed sound": (".wav", WAV, WAV[:20] + b"\x55" + WAV[21:], r"found a WAV file whose samples are packed \(format 85\)"),
    "no table": (".csv", CSV, b"a,b\nc,d\n", r"signal train/7\.csv, found 8 bytes that are no table of numbers"),
    "nothing": (".csv", CSV, b"", r"signal train/7\.csv, found 0 bytes"),
}


@pytest.mark.parametrize("case", MISFITS)
def test_what_is_wrong_with_a_signal_is_said_by_its_name(case: str, tmp_path: Path) -> None:
    suffix, contents, broken, message = MISFITS[case]

    with pytest.raises(CompetitionError, match=message):
        folder.load(by_id(tmp_path / "a", suffix, contents, {f"train/7{suffix}": broken}))


class Touching:
    """Whoever unpickles it leaves a file behind."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, ...]:
        return Path.touch, (self.path,)


@pytest.mark.parametrize("as_array", [False, True])
def test_a_pickle_is_never_opened_by_the_host_or_by_a_solution(as_array: bool, tmp_path: Path) -> None:  # noqa: FBT001 - a case of the test
    touching, good = Touching(tmp_path / "touched"), array(tmp_path / "one", np.zeros(50))
    pickled = array(tmp_path / "two", np.array([touching], dtype=object)) if as_array else pickle.dumps(touching)
    place = by_id(tmp_path / "a", ".npy", good, {"train/7.npy": pickled})

    with pytest.raises(CompetitionError, match=r"signal train/7\.npy, found"):
        folder.load(place)
    assert read_fitted(place / "prepared" / "public" / "train" / "7.npy", (50, 1), 0.0, 1.0).shape == (0, 1)
    assert not touching.path.exists()


def test_a_signal_without_its_file_is_named_with_the_usual_suffix(tmp_path: Path) -> None:
    place = by_id(tmp_path / "a", ".wav", WAV)
    (place / "prepared" / "public" / "train" / "7.wav").unlink()

    with pytest.raises(CompetitionError, match=r"train/7\.wav, found none for '7'"):
        folder.load(place)


def test_numbered_columns_of_which_neighbours_are_alike_are_a_signal_for_each_channel(tmp_path: Path) -> None:
    columns = columns_of(smooth(40, 30), "left_") | columns_of(smooth(40, 30), "right_") | {"age": list(range(100, 140))}

    found = folder.load(in_columns(tmp_path / "a", columns))

    seen = profile.profile(found)
    assert (found.domain, seen.media) == ("signal", None)
    assert seen.series == (Series(before="left_", samples=30), Series(before="right_", samples=30))


def test_numbers_before_the_name_of_a_channel_count_too() -> None:
    rows, values = 40, smooth(40, 20)
    columns = {f"t{number:02d}_{name}": column for name in ("x", "y") for number, column in enumerate(values.T)}
    table = laid_out(columns, rows)

    assert finding_series.find(table, list(columns)) == (
        Series(before="t", after="_x", samples=20),
        Series(before="t", after="_y", samples=20),
    )


def test_columns_that_are_only_numbered_are_none_unless_somebody_says_so() -> None:
    columns = {f"v{number}": column for number, column in enumerate(RNG.normal(size=(30, 60)))}
    table = laid_out(columns, 60)

    assert finding_series.find(table, list(columns)) == ()
    assert finding_series.find(table, list(columns), told=True) == (Series(before="v", samples=30),)


def test_a_few_columns_the_same_column_again_and_pixels_are_no_signals() -> None:
    months = laid_out({f"m{number}": column for number, column in enumerate(smooth(50, 12).T)}, 50)
    same = laid_out({f"m{number}": np.arange(50.0) for number in range(20)}, 50)
    pixels = laid_out({f"p{number}": column for number, column in enumerate(np.clip(100 + 9 * smooth(50, 64).astype(int), 0, 255).T)}, 50)
    constant = laid_out({f"c{number}": np.ones(50) for number in range(20)}, 50)

    for table in (months, same, pixels, constant, months.head(2)):
        assert finding_series.find(table, list(table.columns)) == ()


def test_a_signal_column_is_a_number_to_everybody_else(tmp_path: Path) -> None:
    seen = profile.profile(folder.load(in_columns(tmp_path / "a", columns_of(smooth(40, 30), "v"))))

    assert {column.kind for column in seen.columns} == {ColumnKind.NUMERIC}


def laid_out(columns: dict[str, np.ndarray], rows: int) -> pd.DataFrame:
    return pd.DataFrame({name: values[:rows] for name, values in columns.items()})
