"""Read signals: a file for each row, whatever its format, length and rate."""

import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeAlias

import numpy as np
import pandas as pd
from scipy.io import wavfile

from haste.techniques.scaffold.evening import Waves, evened, fitted
from haste.techniques.scaffold.pictures import files_by_id

Recording: TypeAlias = tuple[np.ndarray, float]
SIGNALS: tuple[str, ...] = (".csv", ".npy", ".tsv", ".txt", ".wav")


def signals_by_id(folder: Path, ids: pd.Series) -> list[Path]:
    """The signal of each row."""
    return files_by_id(folder, ids, SIGNALS)


def read_recordings(files: list[Path], files_test: list[Path], shape: tuple[int, int], rate: float, step: float, cpus: int) -> tuple[Waves, Waves]:
    """Signals of shape (rows, samples, channels) and how many samples each row has; a file that cannot be read is the mean of the training rows.

    Args:
        files: Of the training rows; `files_test` those of the test rows.
        shape: Samples and channels of a row.
        rate: Samples a second to which files are brought that say how fast they are; 0 where none does.
        step: Samples that become one in any other file.
    """
    with ThreadPoolExecutor(cpus) as pool:
        parts = [list(pool.map(read_fitted, rows, *([one] * len(rows) for one in (shape, rate, step)))) for rows in (files, files_test)]
    return evened(parts[0], parts[1], shape, silent=rate >= 4000)


def read_fitted(file: Path, shape: tuple[int, int], rate: float, step: float) -> np.ndarray:
    """One signal at the common rate, at most as many samples as the shape has; none where the file cannot be read."""
    try:
        values, taken = read_recording(file)
        return fitted(with_channels(values, shape[1]), taken / rate if taken and rate else step, shape[0])
    except Exception:  # noqa: BLE001 - broken files raise errors of many kinds
        return np.empty((0, shape[1]), dtype=np.float32)


def read_recording(file: Path) -> Recording:
    """All samples of a file, shape (samples, channels), and how many there are in a second; 0 where it does not say."""
    if file.suffix.lower() == ".wav":
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of chunks that are no samples
            rate, values = wavfile.read(file)
        if values.dtype.kind in "iu":
            middle = 128.0 if values.dtype == np.uint8 else 0.0
            values = (values - middle) / (128.0 if values.dtype == np.uint8 else float(np.iinfo(values.dtype).max))
        return values.reshape(len(values), -1), float(rate)
    if file.suffix.lower() == ".npy":
        values = np.load(file, allow_pickle=False)
        values = np.abs(values) if values.dtype.kind == "c" else values
    else:
        values = read_columns(file)
    values = values.reshape(len(values), -1).astype(np.float64)
    across = values.shape[0] < values.shape[1] and (file.suffix.lower() == ".npy" or len(values) == 1)
    return (values.T if across else values), 0.0


def read_columns(file: Path) -> np.ndarray:
    """A table of numbers, with or without a header; columns that hold none are left out."""
    with file.open(encoding="utf-8-sig", errors="replace") as opened:
        first = next((line for line in opened if line.strip()), "")
    separator = next((mark for mark in "\t;,|" if mark in first), r"\s+")
    words = first.replace(",", ".").split() if separator == r"\s+" else first.split(separator)
    named = not pd.to_numeric(pd.Series(words).str.strip().str.strip('"'), errors="coerce").notna().any()
    decimal = "," if separator == ";" else "."
    table = pd.read_csv(file, sep=separator, header=0 if named else None, decimal=decimal, encoding="utf-8-sig", encoding_errors="replace")
    numbers = table.apply(pd.to_numeric, errors="coerce")
    return np.asarray(numbers.loc[:, numbers.notna().any()], dtype=np.float64)


def with_channels(values: np.ndarray, channels: int) -> np.ndarray:
    """As many channels as wanted: the mean of all, the first ones, or the last one again."""
    if channels == 1 and values.shape[1] > 1:
        return np.asarray(values.mean(axis=1, keepdims=True))
    missing = max(0, channels - values.shape[1])
    return np.pad(values, ((0, 0), (0, missing)), mode="edge")[:, :channels]
