"""Opens adapters by name: `sqlite:PATH` is haste/store/sqlite.py. The only place that imports a module by its name."""

import importlib
import pkgutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import ModuleType

from haste.errors import SpecError
from haste.ports import BlobStore, Clock, EventLog, LanguageModel, Sandbox


def load(name: str) -> ModuleType:
    """Import a module when it is needed and not before: commands that need no framework start without one."""
    return importlib.import_module(name)


def open_log(spec: str, *, read_only: bool = False) -> EventLog:
    """The log of a spec: `sqlite:PATH`, `memory:`, or a bare path of an SQLite log."""
    kind, rest = _parts(log_spec(spec))
    log: EventLog = _adapter("store", kind, "open_log", spec).open_log(rest, clock=open_clock("system:"), read_only=read_only)
    return log


@contextmanager
def closing_log(spec: str, *, read_only: bool = False) -> Iterator[EventLog]:
    """The same log for the body of a `with`; what its adapter holds is let go of at the end."""
    with ExitStack() as held:
        log = open_log(spec, read_only=read_only)
        if hasattr(log, "close"):  # not of the port: a log in memory has nothing to let go of
            held.callback(log.close)
        yield log


def log_spec(spec: str) -> str:
    """A log's spec in full: `kind:rest`, paths absolute. A text without a kind is a path of an SQLite log."""
    kind, rest = _parts(spec) if ":" in spec else ("sqlite", spec)
    return f"{kind}:{Path(rest).expanduser().absolute()}" if kind == "sqlite" else f"{kind}:{rest}"


def open_blobs(home: str) -> BlobStore:
    """The blobs of a home."""
    blobs: BlobStore = load("haste.store.blobs").FileBlobs(Path(home) / "blobs")
    return blobs


def open_language_model(spec: str) -> LanguageModel:
    """The author of a spec: `offline`."""
    kind, rest = _parts(spec)
    model: LanguageModel = _adapter("llm", kind, "open_language_model", spec).open_language_model(rest)
    return model


def open_sandbox(kind: str, *, scratch: Path) -> Sandbox:
    """The sandbox of a kind that was tried before, without trying it again."""
    sandbox: Sandbox = load("haste.sandbox.choosing").KINDS[kind](scratch)
    return sandbox


def open_clock(spec: str) -> Clock:
    """The clock of a spec: `system`."""
    kind, _ = _parts(spec)
    clock: Clock = _adapter("clock", kind, "open_clock", spec).open_clock()
    return clock


def _parts(spec: str) -> tuple[str, str]:
    kind, _, rest = spec.partition(":")
    return kind, rest


def _adapter(room: str, kind: str, opens: str, spec: str) -> ModuleType:
    package = load(f"haste.{room}")
    names = sorted(module.name for module in pkgutil.iter_modules(package.__path__))
    module = load(f"haste.{room}.{kind}") if kind in names else None
    if module is None or not hasattr(module, opens):
        known = [name for name in names if hasattr(load(f"haste.{room}.{name}"), opens)]
        raise SpecError(
            expected="one of " + ", ".join(f"{name}:" for name in known),
            found=repr(spec),
            where=f"spec of a {room} adapter",
            next_step="Name one of these.",
        )
    return module
