"""Signals of every kind that a folder may hold, one for each row, and some that are broken."""

import struct
from pathlib import Path

import numpy as np
from scipy.io import wavfile

KINDS = (".npy", ".csv", ".tsv", ".txt")


def wave(share: float, *, samples: int, channels: int, rng: np.random.Generator) -> np.ndarray:
    """A tone that is higher and louder where the share is larger, with noise; shape (samples, channels)."""
    time = np.arange(samples)[:, None]
    tone = np.sin(2 * np.pi * time * (0.02 + 0.1 * share) + rng.uniform(0, 6, channels))
    return np.asarray((0.3 + share) * tone + rng.normal(0, 0.1, (samples, channels)))


def in_columns(strength: np.ndarray, *, samples: int) -> dict[str, np.ndarray]:
    """Two channels in numbered columns, with gaps and with rows that end early; some samples are written as words."""
    rng = np.random.default_rng(4)
    values = np.stack([wave(share, samples=samples, channels=2, rng=rng) for share in strength]).round(4).astype(object)
    values[rng.random(values.shape) < 0.05] = None
    values[::9, samples * 3 // 4 :] = None
    values[5, 3, 0], values[7] = "broken", None
    return {f"{channel}_{number:03d}": values[:, number, place] for place, channel in enumerate(("left", "right")) for number in range(samples)}


def of_all_kinds(folder: Path, names: list[str], strength: np.ndarray) -> list[str]:
    """Write a file a name, of unequal length, all formats without a rate; every 20th has a line that is none. Their suffixes."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(5)
    suffixes = []
    for number, (name, share) in enumerate(zip(names, strength, strict=True)):
        values = wave(share, samples=90 + number % 40, channels=3, rng=rng)
        suffix = KINDS[number % len(KINDS)]
        path = folder / f"{name}{suffix}"
        if suffix == ".npy":
            np.save(path, (values.T if number % 8 else values).astype(np.float16))
        else:
            np.savetxt(path, values, fmt="%.4f", delimiter={".csv": ",", ".tsv": "\t", ".txt": " "}[suffix], header="x,y,z", comments="")
            if suffix != ".csv":
                path.write_text(path.read_text(encoding="utf-8").partition("\n")[2], encoding="utf-8")
        if number % 20 == 19:
            lines = path.read_bytes().splitlines()
            path.write_bytes(b"\n".join([*lines[:20], b"\xff oh no and more", *lines[20:]]))
        suffixes.append(suffix)
    return suffixes


def sounds(folder: Path, names: list[str], strength: np.ndarray) -> None:
    """Write WAV files of all sample formats, mono and stereo, at two rates; every 20th breaks off."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(6)
    for number, (name, share) in enumerate(zip(names, strength, strict=True)):
        rate = (8000, 11025)[number % 2]
        values = np.clip(wave(share, samples=1500 + 100 * (number % 5), channels=1 + number % 3 // 2, rng=rng) / 2, -1, 1)
        path = folder / f"{name}.wav"
        match number % 5:
            case 0:
                wavfile.write(path, rate, (128 + 127 * values).astype(np.uint8))
            case 1:
                wavfile.write(path, rate, (32767 * values).astype(np.int16))
            case 2:
                path.write_bytes(of_24_bits(values, rate))
            case 3:
                wavfile.write(path, rate, (values * (2**31 - 1)).astype(np.int32))
            case _:
                wavfile.write(path, rate, values.astype(np.float32))
        if number % 20 == 19:
            path.write_bytes(path.read_bytes()[:90])


def of_24_bits(values: np.ndarray, rate: int) -> bytes:
    """A WAV file whose samples have three bytes."""
    channels = values.shape[1]
    whole = (values * (2**23 - 1)).astype("<i4").reshape(-1, 1).view(np.uint8)[:, :3].tobytes()
    form = struct.pack("<HHIIHH", 1, channels, rate, rate * channels * 3, channels * 3, 24)
    chunks = b"fmt " + struct.pack("<I", 16) + form + b"data" + struct.pack("<I", len(whole)) + whole
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks


def of_one_kind(folder: Path, names: list[str], strength: np.ndarray, *, samples: int, channels: int) -> None:
    """Write arrays of one form."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(7)
    for name, share in zip(names, strength, strict=True):
        np.save(folder / f"{name}.npy", wave(share, samples=samples, channels=channels, rng=rng).astype(np.float32))
