"""What a sweep starts from: nothing, its home, or another log, whose skills and evidence are then handed over."""

import argparse
import contextlib
from collections.abc import Mapping

import msgspec
import structlog

from haste.cli.options import home_of
from haste.cli.playing import taken_over
from haste.decisions.importing import Import, imported
from haste.errors import BlobMissingError, UseError
from haste.events.sweep import SweepStarted
from haste.ports import BlobStore
from haste.projections.memory import Memory, MemoryFollower
from haste.vocabulary.ids import BlobId, CompetitionId, Position
from haste.vocabulary.scales import Warmth
from haste.wiring import blobs_of, closing_log, is_playback, log_spec, open_blobs


def warmth(named: str) -> tuple[Warmth, str | None]:
    """Which kind of start `--warm-from` asks for: one of the two words, else the log of this spec."""
    return (Warmth(named), None) if named in (Warmth.COLD, Warmth.HOME) else (Warmth.IMPORTED, log_spec(named))


def handed_over(arguments: argparse.Namespace, started: SweepStarted) -> tuple[Import, ...]:
    """Skills and evidence of the log that `--warm-from` names; none where it names no log. What is played back takes over the same again.

    Descriptions, and rows that authors were shown, are copied from beside that log, so that later words can be checked against them.

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
    """The memory with those descriptions and rows whose text could be copied."""
    evidence = memory.evidence
    descriptions, rows = (_copied(texts, source=source, target=target) for texts in (evidence.descriptions, evidence.rows))
    if lost := sorted((evidence.descriptions.keys() - descriptions.keys()) | (evidence.rows.keys() - rows.keys())):
        why = "the log came without the blobs of these competitions: that words are copied from them cannot be seen"
        structlog.get_logger().warning("texts are missing", competitions=lost, why=why)
    return msgspec.structs.replace(memory, evidence=msgspec.structs.replace(evidence, descriptions=descriptions, rows=rows))


def _copied(texts: Mapping[CompetitionId, BlobId], *, source: BlobStore, target: BlobStore) -> dict[CompetitionId, BlobId]:
    copied = {}
    for competition, blob in texts.items():
        with contextlib.suppress(BlobMissingError):
            copied[competition] = target.put(source.get(blob))
    return copied
