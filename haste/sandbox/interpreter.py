"""Where this Python and its packages lie: what a sandbox has to show so that a solution can import them."""

import stat
import sys
from collections.abc import Iterable
from pathlib import Path

SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/nix/store")
SYSTEM_FILES = ("/etc/ld.so.cache", "/etc/alternatives", "/etc/localtime")


def python_folders() -> tuple[str, ...]:
    """Folders of the interpreter and of its virtual environment that lie in no system folder, outer ones first and without those inside others."""
    named = {Path(place) for place in (sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix)}
    named |= {place.resolve() for place in named} | {Path(sys.executable).resolve().parent.parent}
    folders: list[Path] = []
    for place in sorted(named):
        if not any(place.is_relative_to(outer) for outer in (*map(Path, SYSTEM), *folders)):
            folders.append(place)
    return tuple(map(str, folders))


def parents(paths: Iterable[str]) -> tuple[str, ...]:
    """Folders above those paths, outer ones first, without the root."""
    return tuple(str(parent) for parent in sorted({parent for path in paths for parent in Path(path).parents}) if parent != Path("/"))


def open_to_others(folder: Path) -> bool:
    """Whether a user who owns nothing could list a folder and read the files in it; folders in it are not entered, there may be many."""
    needed = {True: stat.S_IROTH | stat.S_IXOTH, False: stat.S_IROTH}
    modes = [(entry.is_dir(), entry.stat().st_mode) for entry in (folder, *folder.iterdir()) if entry.exists()]
    return all(mode & needed[is_folder] == needed[is_folder] for is_folder, mode in modes)
