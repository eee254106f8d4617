"""Folders whose names last: a file's bytes are durable when it is synced, its name when the folder above is."""

import os
from pathlib import Path


def synced_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def made_folder(folder: Path) -> None:
    """Make a folder and whatever is missing above it, each name durable in the one above."""
    if folder.is_dir():
        return
    made_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    synced_folder(folder.parent)
