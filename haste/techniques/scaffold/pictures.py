"""Read the images of rows as arrays of one shape, whatever the files hold."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeAlias

import numpy as np
import pandas as pd
from PIL import Image, ImageOps

Shape: TypeAlias = tuple[int, int, int]
MODES: dict[int, str] = {1: "L", 2: "LA", 3: "RGB", 4: "RGBA"}
DEEP: int = 65535  # the largest number of 16 bits
IMAGES: tuple[str, ...] = (".bmp", ".gif", ".jpeg", ".jpg", ".pgm", ".png", ".ppm", ".tif", ".tiff", ".webp")


def images_by_id(folder: Path, ids: pd.Series) -> list[Path]:
    """The image of each row."""
    return files_by_id(folder, ids, IMAGES)


def files_by_id(folder: Path, ids: pd.Series, suffixes: tuple[str, ...]) -> list[Path]:
    """The file of each row, named by its id with or without a suffix; of several with one name the one whose suffix is among these."""
    names = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    names.sort(key=lambda name: Path(name).suffix.lower() in suffixes)  # the last of one name counts
    named = {Path(name).stem: name for name in names} | {name: name for name in names}
    return [folder / named.get(row, row) for row in ids.fillna("").astype(str)]


def files_by_path(folder: Path, paths: pd.Series) -> list[Path]:
    """The file of each row, at the path that a column gives."""
    return [folder / path for path in paths.fillna("").astype(str)]


def read_images(files: list[Path], files_test: list[Path], shape: Shape, cpus: int) -> tuple[np.ndarray, np.ndarray]:
    """Images of shape (rows, height, width, channels), from 0 to 1; for a file that cannot be read the mean of the training images."""
    with ThreadPoolExecutor(cpus) as pool:
        parts = [list(pool.map(read_image, rows, [shape] * len(rows))) for rows in (files, files_test)]
    (images, deep), (images_test, deep_test) = ([np.stack(values) for values in zip(*part, strict=True)] for part in parts)
    if deep.any():
        bits = max(1, round(float(images[deep].max()) * DEEP)).bit_length()  # that are used: cameras of 10 or 12 bits write files of 16
        images[deep] *= DEEP / (2**bits - 1)
        images_test[deep_test] *= DEEP / (2**bits - 1)
    read = images[np.isfinite(images).all(axis=(1, 2, 3))]
    mean = read.mean(axis=0) if len(read) else np.full(shape, 0.5, dtype=np.float32)
    low, high = (min(0.0, float(read.min())), max(1.0, float(read.max()))) if len(read) else (0.0, 1.0)
    for stack in (images, images_test):
        stack[~np.isfinite(stack).all(axis=(1, 2, 3))] = mean
    return (images - low) / (high - low), (images_test - low) / (high - low)


def read_image(file: Path, shape: Shape) -> tuple[np.ndarray, bool]:
    """One image in the shape (height, width, channels), 8 or 16 bits as 0 to 1, not a number where it cannot be read; and whether it is deep."""
    height, width, channels = shape
    try:
        with Image.open(file) as opened:
            opened.draft(None, (width, height))  # a photograph is decoded at an eighth of its size where that is enough
            deep = opened.mode.startswith("I")
            bands = separate_bands(ImageOps.exif_transpose(opened), channels)
        sized = [np.asarray(band.resize((width, height), Image.Resampling.BILINEAR), dtype=np.float32) for band in bands]
        return np.stack(sized, axis=2), deep
    except Exception:  # noqa: BLE001 - broken files raise errors of many kinds
        return np.full(shape, np.nan, dtype=np.float32), False


def separate_bands(image: Image.Image, channels: int) -> list[Image.Image]:
    """Channels as images of their own, from 0 to 1, without gaps: resized apart, none counts as the transparency of the others."""
    if image.mode == "F" or image.mode.startswith("I"):
        values = np.asarray(image, dtype=np.float32) / (1 if image.mode == "F" else DEEP)
        known = np.isfinite(values)
        if known.any() and not known.all():
            values = np.where(known, values, np.median(values[known]))
        return [Image.fromarray(values)] * channels
    if image.mode != MODES[channels]:
        clear = image.mode in {"LA", "PA", "RGBA"} or "transparency" in image.info
        image = image.convert("RGBA" if clear else "RGB").convert(MODES[channels])
    return [Image.fromarray(np.asarray(band, dtype=np.float32) / 255) for band in image.split()]
