"""What this machine offers a run: Python, processor cores, memory, GPUs and packages."""

import csv
import importlib.metadata
import os
import platform
import shutil
import subprocess
import sys
from math import ceil
from pathlib import Path

import msgspec
from packaging.requirements import Requirement

_CGROUPS = Path("/sys/fs/cgroup")
_MEMORY_LIMITS = ("memory.max", "memory/memory.limit_in_bytes")  # of version 2 and of version 1
_PATIENCE_S = 20.0


class Package(msgspec.Struct, frozen=True, kw_only=True):
    """One package that HASTE can use."""

    name: str
    wanted: str  # versions, as pyproject.toml has them
    extra: str | None  # the extra that asks for it; None where HASTE cannot do without
    version: str | None  # that is installed
    fits: bool


class Gpu(msgspec.Struct, frozen=True, kw_only=True):
    """One GPU, as its driver tells of it."""

    name: str
    memory_mib: int
    driver: str


class Machine(msgspec.Struct, frozen=True, kw_only=True):
    """This machine, as a run would see it."""

    python: str
    executable: str
    system: str
    cores: int
    memory_bytes: int
    gpus: tuple[Gpu, ...]
    packages: tuple[Package, ...]


def machine() -> Machine:
    """Look."""
    return Machine(
        python=platform.python_version(),
        executable=sys.executable,
        system=f"{platform.system()} {platform.release()}, {platform.machine()}",
        cores=cores(_CGROUPS),
        memory_bytes=memory_bytes(_CGROUPS),
        gpus=gpus(),
        packages=packages(importlib.metadata.requires("haste") or ()),
    )


def cores(cgroups: Path) -> int:
    """Cores that this process may use: those that it is bound to, or fewer where its control group has less of their time."""
    bound = len(os.sched_getaffinity(0))
    quota, period = _words(cgroups / "cpu.max") or (_word(cgroups / "cpu/cpu.cfs_quota_us"), _word(cgroups / "cpu/cpu.cfs_period_us"))
    allowed = ceil(int(quota) / int(period)) if quota.isdigit() and period.isdigit() and int(period) else bound
    return max(1, min(bound, allowed))


def memory_bytes(cgroups: Path) -> int:
    """Memory of the machine, or less where a control group allows less."""
    whole = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    limits = [int(word) for name in _MEMORY_LIMITS if (word := _word(cgroups / name)).isdigit()]
    return min((whole, *limits))


def gpus() -> tuple[Gpu, ...]:
    """GPUs that NVIDIA's driver knows; none where its tool is not there or fails."""
    tool = shutil.which("nvidia-smi")
    if tool is None:
        return ()
    asked = [tool, "--query-gpu=name,memory.total,driver_version", "--format=csv,noheader,nounits"]
    try:
        done = subprocess.run(asked, capture_output=True, text=True, timeout=_PATIENCE_S, check=True)  # noqa: S603 - a fixed command
    except (OSError, subprocess.SubprocessError):
        return ()
    rows = (row for row in csv.reader(done.stdout.splitlines(), skipinitialspace=True) if len(row) == 3)
    return tuple(Gpu(name=name, memory_mib=int(memory) if memory.isdigit() else 0, driver=driver) for name, memory, driver in rows)


def packages(lines: tuple[str, ...] | list[str]) -> tuple[Package, ...]:
    """The packages of these requirements, each once, the required ones first.

    Args:
        lines: As the metadata of a package has them.
    """
    found: dict[str, Package] = {}
    for wanted in map(Requirement, lines):
        extra = None if wanted.marker is None or wanted.marker.evaluate({"extra": ""}) else _extra(str(wanted.marker))
        version = _version(wanted.name)
        fits = version is not None and wanted.specifier.contains(version, prereleases=True)
        found.setdefault(wanted.name, Package(name=wanted.name, wanted=str(wanted.specifier), extra=extra, version=version, fits=fits))
    return tuple(sorted(found.values(), key=lambda package: (package.extra is not None, package.extra or "", package.name)))


def _extra(marker: str) -> str:
    """Name of the extra in `extra == "name"`."""
    return marker.rpartition("==")[2].strip(" '\"")


def _version(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def _words(path: Path) -> tuple[str, str] | None:
    words = path.read_text(encoding="ascii").split() if path.is_file() else []
    return (words[0], words[1]) if len(words) == 2 else None


def _word(path: Path) -> str:
    return path.read_text(encoding="ascii").strip() if path.is_file() else ""
