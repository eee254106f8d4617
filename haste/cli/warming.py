"""What a sweep starts from: nothing, its home, or another log, whose skills and evidence are then handed over."""

import argparse

import msgspec
import structlog

from haste.cli.options import home_of
from haste.cli.playing import taken_over
from haste.decisions.importing import Import, imported
from haste.errors import BlobMissingError, UseError
from haste.events.sweep import SweepStarted
from haste.ports import BlobStore
from haste.projections.memory import Memory, MemoryFollower
from haste.vocabulary.ids import Position
from haste.vocabulary.scales import Warmth
from haste.wiring import blobs_of, closing_log, is_playback, log_spec, open_blobs


def warmth(named: str) -> tuple[Warmth, str | None]:
    """Which kind of start `--warm-from` asks for: one of the two words, else the log of this spec."""
    return (Warmth(named), None) if named in (Warmth.COLD, Warmth.HOME) else (Warmth.IMPORTED, log_spec(named))


def handed_over(arguments: argparse.Namespace, started: SweepStarted) -> tuple[Import, ...]:
    """Skills and evidence of the log that `--warm-from` names; none where it names no log. What is played back takes over the same again.

    Texts of descriptions are copied from beside that log, so that later words can be checked against them.

    Raises:
        UseError: It names the log that the sweep itself writes to.
        LogError: There is no log, or it cannot be read.
    """
    home, own = home_of(arguments)
    if is_playback(started.language_model):
        return taken_over(started, home=str(home.folder))
    if (source := started.warm_from) is None:
        return ()
    if source == own:
        raise UseError(
            expected="a log other than the sweep's own",
            found=f"--warm-from {source}",
            where=own,
            next_step="To remember all sweeps of this log, say --warm-from home.",
        )
    with closing_log(source, read_only=True) as log:
        head = log.head()
        follower = MemoryFollower(log)
        follower.catch_up(to=Position(head.position))
    memory = _with_texts(follower.state, source=blobs_of(source, str(home.folder)), target=open_blobs(str(home.folder)))
    events = imported(memory, sweep=started.sweep, log=source, head=head, now=started.now)
    structlog.get_logger().info("taken over", skills=len(memory.tiers.entries), judgements=len(memory.evidence.judged), log=source)
    return events


def _with_texts(memory: Memory, *, source: BlobStore, target: BlobStore) -> Memory:
    """The memory with those descriptions whose text could be copied."""
    copied = {}
    for competition, blob in memory.evidence.descriptions.items():
        try:
            copied[competition] = target.put(source.get(blob))
        except BlobMissingError:
            continue  # the log came without its blobs: words are then checked against the other descriptions alone
    return msgspec.structs.replace(memory, evidence=msgspec.structs.replace(memory.evidence, descriptions=copied))
