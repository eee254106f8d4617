"""`haste log stats` and `haste log tail`: what a log holds, and what is appended to it."""

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import msgspec

from haste.cli.looking import looked_at
from haste.cli.options import INTERRUPTED, add_common, print_json
from haste.events.event import Stored
from haste.ports import EventLog
from haste.store.committing import KeptLog
from haste.vocabulary.ids import Position

_PAGE_EVENTS = 500
_WAIT_S = 5.0  # at a time, so that Ctrl-C is never far
_SHOWN = 10


class _Tagged(msgspec.Struct, frozen=True):
    """The tag of any event, also of one that this version does not know."""

    type: str


class Stats(msgspec.Struct, frozen=True, kw_only=True):
    """What a log holds."""

    events: int
    head: str
    streams: int
    calls: int
    data_bytes: int
    first: str | None  # time of the first event, UTC
    last: str | None
    kinds: dict[str, int]  # events by tag
    actors: dict[str, int]  # events by the kind of their writer


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """One event as `haste log tail` prints it."""

    position: int
    time: str
    stream: str
    version: int
    kind: str
    actor: str
    bytes: int


_tagged = msgspec.msgpack.Decoder(_Tagged)


def add_actions(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Both ways to look."""
    told = "count what the log holds"
    counting = add("stats", help=told, description=told)
    add_common(counting, run_stats)
    told = "print the newest events, one a line"
    showing = add("tail", help=told, description=told)
    showing.add_argument("-n", type=int, default=_SHOWN, metavar="N", help=f"how many (default: {_SHOWN})")
    showing.add_argument("--after", type=int, metavar="POSITION", help="print all events above this position instead")
    showing.add_argument("--follow", action="store_true", help="go on with what is appended, until interrupted")
    add_common(showing, run_tail)


def run_stats(arguments: argparse.Namespace) -> int:
    """Walk the log once and count."""
    with looked_at(arguments) as log:
        stats = _counted(log)
    if arguments.json:
        print_json(stats)
        return 0
    sys.stdout.write(
        f"{stats.events} events in {stats.streams} streams by {stats.calls} calls, {stats.data_bytes} bytes of data; head {stats.head}\n"
    )
    if stats.first:
        sys.stdout.write(f"from {stats.first} to {stats.last}\n")
    for title, counts in (("kind", stats.kinds), ("actor", stats.actors)):
        sys.stdout.write(f"\n{'events':>8}  {title}\n" + "".join(f"{count:>8}  {name}\n" for name, count in counts.items()))
    return 0


def run_tail(arguments: argparse.Namespace) -> int:
    """Print, and follow where that is wanted: nothing is missed and nothing is printed twice."""
    with looked_at(arguments) as log:
        after = log.head().position - arguments.n if arguments.after is None else arguments.after
        try:
            for stored in followed(log, Position(max(0, after))) if arguments.follow else _walked(log, Position(max(0, after))):
                _print(_shown(stored), as_json=arguments.json)
        except KeyboardInterrupt:
            return INTERRUPTED
    return 0


def followed(log: KeptLog, after: Position) -> Iterator[Stored]:
    """All events above a position, those too that are yet to come, each once and in order; never ends by itself."""
    while True:
        for stored in _walked(log, after):
            yield stored
            after = stored.position
        log.wait(after=after, timeout_s=_WAIT_S)


def _walked(log: EventLog, after: Position) -> Iterator[Stored]:
    while page := log.tail(after=after, limit=_PAGE_EVENTS):
        yield from page
        after = page[-1].position


def _counted(log: EventLog) -> Stats:
    head = log.head()
    kinds: Counter[str] = Counter()
    actors: Counter[str] = Counter()
    streams: set[str] = set()
    calls, data_bytes, key = 0, 0, None
    times: list[int] = []
    for stored in _walked(log, Position(0)):
        if stored.position > head.position:
            break
        kinds[_kind(stored)] += 1
        actors[stored.actor.partition(":")[0]] += 1
        streams.add(stored.stream)
        calls, key = calls + (stored.key != key), stored.key
        data_bytes += len(stored.data)
        times = [times[0] if times else stored.time, stored.time]
    return Stats(
        events=head.position,
        head=head.hash.hex(),
        streams=len(streams),
        calls=calls,
        data_bytes=data_bytes,
        first=_utc(times[0]) if times else None,
        last=_utc(times[1]) if times else None,
        kinds=dict(kinds.most_common()),
        actors=dict(actors.most_common()),
    )


def _shown(stored: Stored) -> Shown:
    return Shown(
        position=stored.position,
        time=_utc(stored.time),
        stream=stored.stream,
        version=stored.version,
        kind=_kind(stored),
        actor=stored.actor,
        bytes=len(stored.data),
    )


def _print(shown: Shown, *, as_json: bool) -> None:
    if as_json:
        print_json(shown)
        return
    sys.stdout.write(f"{shown.position:>8}  {shown.time}  {shown.kind:<30} {shown.stream}@{shown.version}  by {shown.actor}\n")
    sys.stdout.flush()


def _kind(stored: Stored) -> str:
    try:
        return _tagged.decode(stored.data).type
    except msgspec.MsgspecError:
        return "unknown"


def _utc(time_ns: int) -> str:
    return datetime.fromtimestamp(time_ns / 1e9, tz=UTC).isoformat(timespec="milliseconds")
