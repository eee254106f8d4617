"""Images of every kind that a folder may hold, one for each row, and some that are broken."""

from pathlib import Path

import numpy as np
from PIL import Image

MODES = ("L", "RGB", "RGBA", "P", "LA", "1", "CMYK", "I;16", "F")
SUFFIXES = {"CMYK": ".jpg", "1": ".bmp", "F": ".tiff", "I;16": ".png", "LA": ".png", "RGBA": ".png"}


def of_all_kinds(folder: Path, names: list[str], strength: np.ndarray) -> list[str]:
    """Write an image a name, about 20 x 12 pixels with a bar as long as its strength says; every 20th cannot be decoded. Their suffixes."""
    folder.mkdir(parents=True, exist_ok=True)
    suffixes = []
    for number, (name, share) in enumerate(zip(names, strength, strict=True)):
        mode = MODES[number % len(MODES)]
        suffix = SUFFIXES.get(mode, (".png", ".jpg", ".bmp")[number % 3] if mode in {"L", "RGB"} else ".png")
        path = folder / f"{name}{suffix}"
        converted(bar(share, height=12 + number % 3, width=20 - number % 2), mode).save(path)
        if number % 20 == 19 and mode != "F":
            path.write_bytes(path.read_bytes()[:-25])  # what is left of the header still says how large it was
        suffixes.append(suffix)
    return suffixes


def of_one_kind(folder: Path, names: list[str], strength: np.ndarray, *, side: int, channels: int) -> None:
    """Write PNG files of one size, brighter where the strength is larger."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(1)
    for name, share in zip(names, strength, strict=True):
        pixels = np.clip(rng.normal(60 + 120 * share, 30, (side, side - side // 8, channels)), 0, 255).astype(np.uint8)
        Image.fromarray(pixels.squeeze()).save(folder / f"{name}.png")


def bar(share: float, *, height: int, width: int) -> np.ndarray:
    """A grey image in which the left part is bright, as wide as the share says."""
    pixels = np.full((height, width), 51, dtype=np.uint8)
    pixels[3:-3, : 2 + round((width - 4) * share)] = 204
    return pixels


def converted(pixels: np.ndarray, mode: str) -> Image.Image:
    """Grey pixels as an image of a mode."""
    if mode == "I;16":
        return Image.fromarray(pixels.astype(np.uint16) * 257)
    if mode == "F":
        return Image.fromarray(pixels.astype(np.float32) / 255)
    return Image.fromarray(pixels).convert("RGB").convert(mode)
