"""Opens adapters by name: `sqlite:PATH` is haste/store/sqlite.py. The only place that imports a module by its name."""

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import ModuleType

from haste.errors import SpecError
from haste.ports import BlobStore, Clock, LanguageModel, Sandbox, SkillIndex
from haste.projections.recording import Recording, recording
from haste.projections.run import RunState
from haste.sandbox.playback import RecordedExecutions
from haste.store.committing import KeptLog
from haste.vocabulary.ids import SweepId
from haste.vocabulary.scales import Role

_PLAYBACK = "playback"
_SWEEP = ",sweep="  # before the id, in the spec of what is played back


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


def blobs_of(spec: str, home: str) -> BlobStore:
    """The blobs that the events of a log name: they lie beside the file of an SQLite log, those of any other log in a home."""
    kind, rest = _parts(log_spec(spec))
    return open_blobs(str(Path(rest).parent) if kind == "sqlite" else home)


def open_language_model(spec: str, *, home: str = ".") -> LanguageModel:
    """The author of a spec.

    Args:
        spec: `offline`, `claude:MODEL`, `playback:LOG`, or one with others for some roles: `offline;abstract=claude:MODEL`.
        home: Whose blobs belong to a log that is played back, where that is no file.
    """
    first, *others = spec.split(";")
    default = _open_author(first, home)
    if not others:
        return default
    named = (other.partition("=")[::2] for other in others)
    by_role: LanguageModel = load("haste.llm.by_role").ByRole(default, {_role(role, spec): _open_author(author, home) for role, author in named})
    return by_role


def _open_author(spec: str, home: str) -> LanguageModel:
    model: LanguageModel
    kind, rest = _parts(spec)
    if kind == _PLAYBACK:
        played = open_recording(spec)
        author = open_language_model(played.started.language_model, home=home)
        model = load("haste.llm.playback").Playback(played, blobs_of(played.log, home), author)
    else:
        model = _adapter("llm", kind, "open_language_model", spec).open_language_model(rest)
    return model


def is_playback(spec: str) -> bool:
    """Whether a spec of a language model, a sandbox or a clock names a recorded sweep."""
    return _parts(spec)[0] == _PLAYBACK


def playback_spec(log: str, sweep: SweepId) -> str:
    """The spec of one recorded sweep: `playback:LOG,sweep=SWEEP`."""
    return f"{_PLAYBACK}:{log}{_SWEEP}{sweep}"


def open_recording(spec: str) -> Recording:
    """What the log of a spec recorded: `playback:LOG` for its newest sweep, `playback:LOG,sweep=SWEEP` for that one.

    Raises:
        SweepNotFoundError: The log has no such sweep.
        LogError: There is no log, or it cannot be read.
    """
    named, _, sweep = _parts(spec)[1].partition(_SWEEP)
    with closing_log(named, read_only=True) as log:
        return recording(log, SweepId(sweep) if sweep else None, where=log_spec(named))


def open_executions(spec: str, *, home: str) -> RecordedExecutions:
    """What the executions of a recorded sweep came to."""
    played = open_recording(spec)
    return RecordedExecutions(played, blobs_of(played.log, home))


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


def open_run_clock(spec: str, seen: Callable[[], RunState]) -> Clock:
    """The clock of one run: `system`, or that of a recorded sweep, which asks how far the run has come."""
    if not is_playback(spec):
        return open_clock(spec)
    clock: Clock = load("haste.clock.playback").PlaybackClock(open_recording(spec), seen)
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
