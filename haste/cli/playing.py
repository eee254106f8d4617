"""Plays a recorded sweep back: the start of the new one, the log that it begins with, and the last look whether all came out as recorded."""

import argparse
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec
import structlog

from haste import __version__
from haste.cli.given import given
from haste.decisions.importing import Import
from haste.errors import BlobMissingError, ReplayMismatchError, TargetError, UseError
from haste.events.chain import EMPTY, Head
from haste.events.codec import typed
from haste.events.event import FORMAT, Stored
from haste.events.sweep import SweepFinished, SweepStarted
from haste.ports import BlobStore, EventLog
from haste.projections.memory import MemoryFollower
from haste.projections.recording import Recording, first_difference, recording
from haste.store.committing import KeptLog
from haste.thresholds import RULES, written
from haste.vocabulary.competition import Competition
from haste.vocabulary.ids import BlobId, Position, SweepId, Time
from haste.vocabulary.scales import Role, Warmth
from haste.wiring import blobs_of, closing_log, is_playback, load, log_spec, open_blobs, open_recording, playback_spec

_PAGE = 2000


def replayed(arguments: argparse.Namespace, competitions: Sequence[Competition], *, sweep: SweepId, now: Time) -> SweepStarted:
    """The start of a sweep that plays a recorded one back: all that its decisions depend on is that of the recorded one.

    Args:
        arguments: Of a command; what was given there may not contradict the recording.
        competitions: On which it was to be; those that were recorded, where they lay then, if there are none.
        sweep: Id of the new one.
        now: Time of its start.

    Raises:
        SweepNotFoundError: The log has no such sweep.
        UseError: An option contradicts the recording, or the recorded sweep has not ended.
        TargetError: The competitions are others.
        ReplayMismatchError: Their data have changed.
    """
    recorded = open_recording(_spec(arguments))
    start = recorded.started
    _refuse_unfinished(recorded)
    _refuse_contradictions(arguments, recorded)
    structlog.get_logger().info("played back", sweep=start.sweep, log=recorded.log, seed=start.seed, arm=start.arm, trials=start.budget.trials)
    spec = playback_spec(recorded.log, start.sweep)
    again = arguments.sandbox if "sandbox" in given(arguments) or is_playback(start.sandbox) else start.sandbox
    return msgspec.structs.replace(
        start,
        sweep=sweep,
        competitions=_the_same(competitions, recorded) if competitions else _still_there(recorded),
        language_model=spec,
        sandbox=again if arguments.rerun_executions else spec,
        constants=start.constants and written(RULES[start.rule]),
        log_format=FORMAT,
        haste=__version__,
        now=now,
    )


def taken_over(started: SweepStarted, *, home: str) -> tuple[Import, ...]:
    """The skills that a recorded sweep took over from another log when it began, for the one that plays it back."""
    recorded = open_recording(started.language_model)
    with closing_log(recorded.log, read_only=True) as log:
        events = tuple(_imports(log, recorded))
    texts = [text for event in events for known in event.competitions for text in (known.description, known.rows or None) if text is not None]
    _copy(texts, source=blobs_of(recorded.log, home), target=open_blobs(home))
    return tuple(msgspec.structs.replace(event, sweep=started.sweep, now=started.now) for event in events)


def begin_alike(log: KeptLog, started: SweepStarted, *, home: str, where: str) -> None:
    """Give a log all that stood before the recorded sweep: what a warm sweep remembers, and the names that its skills may not take.

    Raises:
        UseError: The log holds something else.
    """
    recorded = open_recording(started.language_model)
    with closing_log(recorded.log, read_only=True) as source:
        head = _head_before(source, recorded.position)
        if log.head() == head:
            return
        if log.head() != EMPTY:
            raise UseError(
                expected=f"an empty log, or one with the {head.position} events before the recorded sweep",
                found=f"one with {log.head().position} events",
                where=where,
                next_step="Name another home with --home DIR: what is played back begins with the very log that was there.",
            )
        log.take(_first(source, head.position), head)
        if started.warm is Warmth.HOME:
            memory = MemoryFollower(log)
            memory.catch_up()
            evidence = memory.state.evidence
            _copy((*evidence.descriptions.values(), *evidence.rows.values()), source=blobs_of(recorded.log, home), target=open_blobs(home))


def see_that_it_agrees(log: EventLog, started: SweepStarted, *, where: str) -> None:
    """Compare a sweep that was played back with its recording, now that both have ended.

    Raises:
        ReplayMismatchError: It came to something else; the first place is named.
    """
    found = first_difference(open_recording(started.language_model), recording(log, started.sweep, where=where))
    if found is not None:
        raise ReplayMismatchError(
            position=found.position,
            expected=found.expected,
            found=found.found,
            where=found.where,
            next_step="Play back with the code, the data and the packages of that log, or find out which of them has changed.",
        )


def _spec(arguments: argparse.Namespace) -> str:
    spec: str = arguments.llm
    _, _, named = spec.partition(":")
    return playback_spec(log_spec(named), SweepId(arguments.of)) if arguments.of else spec


def _refuse_unfinished(recorded: Recording) -> None:
    if not any(isinstance(one.event, SweepFinished) for one in recorded.events):
        raise UseError(
            expected="a sweep that has ended",
            found="one that has not",
            where=f"sweep {recorded.started.sweep} of {recorded.log}",
            next_step="Bring it to its end with `haste resume`, or name another one with --of SWEEP.",
        )
    if recorded.started.rule not in RULES:
        raise UseError(
            expected=f"one of the rules {', '.join(RULES)}",
            found=recorded.started.rule,
            where=f"sweep {recorded.started.sweep} of {recorded.log}",
            next_step=f"Play it back with haste {recorded.started.haste}, which recorded it.",
        )


def _refuse_contradictions(arguments: argparse.Namespace, recorded: Recording) -> None:
    """An option that was given says what the recorded sweep says, or nothing."""
    start = recorded.started
    budget = start.budget
    said = {
        "seed": start.seed,
        "arm": start.arm,
        "policy": start.policy,
        "rounds": start.rounds_max,
        "max_runs": start.max_runs,
        "transfer": start.transfer,
        "warm_from": start.warm_from or start.warm,
        "batch": start.batch,
        "share_rows": start.share_rows,
        "budget_trials": budget.trials,
        "budget_minutes": budget.minutes,
        "budget_usd": budget.usd,
        "budget_tokens": budget.tokens,
    } | {f"llm_{role}": None for role in Role}
    asked = {name: getattr(arguments, name) for name in given(arguments)}
    if asked.get("warm_from") not in (None, *Warmth):
        asked["warm_from"] = log_spec(asked["warm_from"])
    if "sandbox" in asked and not arguments.rerun_executions:
        said["sandbox"] = "none: nothing is executed, but with --rerun-executions"
    for name in said.keys() & asked.keys():
        if asked[name] != said[name]:
            raise UseError(
                expected=str(said[name]),
                found=str(asked[name]),
                where=f"--{name.replace('_', '-')}, played back from sweep {start.sweep} of {recorded.log}",
                next_step="Leave the option out: what is played back goes by what was recorded.",
            )


def _the_same(competitions: Sequence[Competition], recorded: Recording) -> tuple[Competition, ...]:
    """The recorded competitions with the folders where they lie now, in the recorded order."""
    there = {competition.id: competition for competition in competitions}
    wanted = recorded.started.competitions
    if there.keys() != {competition.id for competition in wanted}:
        raise TargetError(
            expected=", ".join(competition.id for competition in wanted),
            found=", ".join(there),
            where=f"targets, played back from sweep {recorded.started.sweep} of {recorded.log}",
            next_step="Name the same competitions, or none: then those that were recorded are taken, where they lay.",
        )
    for competition in wanted:
        for name, value in msgspec.structs.asdict(competition).items():
            if name != "public" and (now := getattr(there[competition.id], name)) != value:
                raise _changed(recorded, competition, name, expected=str(value), found=str(now))
    return tuple(there[competition.id] for competition in wanted)


def _still_there(recorded: Recording) -> tuple[Competition, ...]:
    """The recorded competitions, seen to be as they were."""
    for competition in recorded.started.competitions:
        if not Path(competition.public).is_dir():
            raise TargetError(
                expected="the data that the sweep was recorded on",
                found="no such folder",
                where=competition.public,
                next_step="Name the competitions: `haste sweep TARGET... --llm playback:LOG`.",
            )
        digest = load("haste.competitions.layout").digest(Path(competition.public))
        if digest != competition.digest:
            raise _changed(recorded, competition, "digest", expected=competition.digest, found=digest)
    return recorded.started.competitions


def _changed(recorded: Recording, competition: Competition, name: str, *, expected: str, found: str) -> ReplayMismatchError:
    what = "content of its public folder, SHA-256" if name == "digest" else name
    return ReplayMismatchError(
        position=recorded.position,
        expected=expected,
        found=found,
        where=f"competition {competition.id}, {what}",
        next_step="The data has changed since the sweep was recorded: name the folder that it ran on.",
    )


def _imports(log: EventLog, recorded: Recording) -> Iterator[Import]:
    after = recorded.position
    while page := typed(log.tail(after=after, limit=_PAGE)):
        for one in page:
            if not isinstance(one.event, Import) or one.event.sweep != recorded.started.sweep:
                return
            yield one.event
        after = page[-1].position


def _head_before(log: EventLog, position: Position) -> Head:
    """The end of a log just before a position."""
    page = log.tail(after=Position(position - 2), limit=1) if position > 1 else ()
    return Head(position=page[0].position, hash=page[0].hash) if page else EMPTY


def _first(log: EventLog, position: int) -> Iterator[Stored]:
    """The events of a log up to a position."""
    after = Position(0)
    while after < position:
        page = log.tail(after=after, limit=min(_PAGE, position - after))
        yield from page
        after = page[-1].position


def _copy(names: Iterable[BlobId], *, source: BlobStore, target: BlobStore) -> None:
    """Copy those texts that are there: words are checked against them, where they are."""
    for name in names:
        try:
            target.put(source.get(name))
        except BlobMissingError:
            structlog.get_logger().warning("a description is missing, and words are not checked against it", blob=name)
