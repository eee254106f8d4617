"""Opens adapters by name: `sqlite:PATH` is haste/store/sqlite.py. The only place that imports a module by its name."""

import importlib
import pkgutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import ModuleType

from haste.errors import SpecError
from haste.ports import BlobStore, Clock, LanguageModel, Sandbox, SkillIndex
from haste.store.committing import KeptLog
from haste.vocabulary.scales import Role


def load(name: str) -> ModuleType:
    """Import a module when it is needed and not before: commands that need no framework start without one."""
    return importlib.import_module(name)


def open_log(spec: str, *, read_only: bool = False) -> KeptLog:
    """The log of a spec: `sqlite:PATH`, `postgres:DSN`, `memory:`, or a bare path of an SQLite log."""
    kind, rest = _parts(log_spec(spec))
    log: KeptLog = _adapter("store", kind, "open_log", spec).open_log(rest, clock=open_clock("system:"), read_only=read_only)
    return log


@contextmanager
def closing_log(spec: str, *, read_only: bool = False) -> Iterator[KeptLog]:
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


def open_index(home: str) -> SkillIndex:
    """The skill index of a home."""
    index: SkillIndex = load("haste.store.lance").LanceIndex(Path(home) / "index")
    return index


def open_language_model(spec: str) -> LanguageModel:
    """The author of a spec: `offline`, `claude:MODEL`, `playback:LOG`, or one with others for some roles: `offline;abstract=claude:MODEL`."""
    first, *others = spec.split(";")
    default = _open_author(first)
    if not others:
        return default
    named = (other.partition("=")[::2] for other in others)
    by_role: LanguageModel = load("haste.llm.by_role").ByRole(default, {_role(role, spec): _open_author(author) for role, author in named})
    return by_role


def _open_author(spec: str) -> LanguageModel:
    kind, rest = _parts(spec)
    if kind == "playback":
        return _open_playback(rest)
    model: LanguageModel = _adapter("llm", kind, "open_language_model", spec).open_language_model(rest)
    return model


def _open_playback(path: str) -> LanguageModel:
    """The author that says again what a log holds, with the blobs beside the log's file."""
    playback = load("haste.llm.playback")
    with closing_log(path, read_only=True) as log:
        author = open_language_model(playback.author_of(log, where=path))
        played: LanguageModel = playback.Playback(playback.exchanges(log), open_blobs(str(Path(path).expanduser().absolute().parent)), author)
        return played


def _role(name: str, spec: str) -> Role:
    if name in list(Role):
        return Role(name)
    raise SpecError(expected="one of " + ", ".join(Role), found=repr(name), where=f"role in the spec {spec!r}", next_step="Name one of these.")


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
    module = _module(room, kind, spec) if kind in names else None
    if module is None or not hasattr(module, opens):
        known = [name for name in names if hasattr(_module(room, name, spec), opens)]
        raise SpecError(
            expected="one of " + ", ".join(f"{name}:" for name in known),
            found=repr(spec),
            where=f"spec of a {room} adapter",
            next_step="Name one of these.",
        )
    return module


def _module(room: str, kind: str, spec: str) -> ModuleType:
    try:
        return load(f"haste.{room}.{kind}")
    except ModuleNotFoundError as error:
        raise SpecError(
            expected=f"the packages that `{kind}:` needs",
            found=f"no {error.name}",
            where=f"{spec!r}, spec of a {room} adapter",
            next_step=f"Install them: pip install 'haste[{kind}]'.",
        ) from error
