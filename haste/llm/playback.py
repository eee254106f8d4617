"""Answers from a log: `playback:LOG` says again what was said in the sweeps of that log, with no network and no key.

The requests are made anew by the author that the log names. One that the log does not hold, byte for byte, is an error that says
where it first differs from the one that stood in its place.
"""

from collections.abc import Iterator

import msgspec

from haste.errors import ReplayMismatchError, SpecError
from haste.events.codec import typed
from haste.events.event import Event
from haste.events.run import BriefPrepared, LearningsDistilled, PhaseFinished, PhaseStarted, ReplyReceived
from haste.events.sweep import AuthorConsulted, SweepStarted
from haste.ports import BlobStore, EventLog, LanguageModel
from haste.vocabulary.brief import Asked, Reply, Request
from haste.vocabulary.ids import BlobId, Iteration, Position, RunId
from haste.vocabulary.scales import Role

_PAGE = 2000
_AROUND = 60  # bytes that an error shows on each side of the first difference
_replies = msgspec.msgpack.Decoder(Reply)


class Exchanged(msgspec.Struct, frozen=True, kw_only=True):
    """One request of the log, with its reply."""

    role: Role
    position: Position  # of the event that names the reply
    request: BlobId
    reply: BlobId


class Playback:
    """Replies by their requests.

    Args:
        exchanged: All requests of the log with their replies, in order; of equal requests the last one counts.
        blobs: Where both are.
        author: Makes requests as the log's author did; it is never asked.
    """

    def __init__(self, exchanged: Iterator[Exchanged], blobs: BlobStore, author: LanguageModel) -> None:
        self._blobs = blobs
        self._author = author
        self._known = {blobs.get(one.request): one for one in exchanged}

    def request(self, brief: Asked) -> Request:
        """The brief as the log's author takes it."""
        return self._author.request(brief)

    async def ask(self, request: Request) -> Reply:
        """What was answered to the same bytes.

        Raises:
            ReplayMismatchError: Nobody asked these.
        """
        known = self._known.get(request.body)
        if known is None:
            raise self._mismatch(request)
        return _replies.decode(self._blobs.get(known.reply))

    def _mismatch(self, request: Request) -> ReplayMismatchError:
        """Which recorded request comes closest, and the first byte in which it differs."""
        closest: Exchanged | None = None
        same = -1
        for body, one in self._known.items():
            length = _common(body, request.body) if one.role is request.role else -1
            if length > same:
                closest, same = one, length
        there = self._blobs.get(closest.request) if closest else b""
        return ReplayMismatchError(
            position=closest.position if closest else 0,
            expected=repr(_shown(there, same)) if closest else f"a request of role {request.role}",
            found=repr(_shown(request.body, same)),
            where=f"request of role {request.role}, byte {max(same, 0)}",
            next_step="The prompt has changed since, or a result that it tells: play back with the code and the data of that log.",
        )


def author_of(log: EventLog, *, where: str) -> str:
    """The spec of the author that the newest sweep of a log was started with.

    Raises:
        SpecError: The log has no sweep.
    """
    specs = [event.language_model for _, event in _events(log) if isinstance(event, SweepStarted)]
    if not specs:
        raise SpecError(expected="a log with a sweep in it", found="none", where=where, next_step="Name another log.")
    return specs[-1]


def exchanges(log: EventLog) -> Iterator[Exchanged]:
    """All requests of a log with their replies, in order."""
    prepared: dict[tuple[RunId, Iteration], BriefPrepared] = {}
    for position, event in _events(log):
        match event:
            case BriefPrepared():
                prepared[event.run, event.iteration] = event
            case ReplyReceived():
                asked = prepared[event.run, event.iteration]
                yield Exchanged(role=asked.role, position=position, request=asked.request, reply=event.reply)
            case PhaseStarted(request=request, reply=reply) if request is not None and reply is not None:
                yield Exchanged(role=Role.PLAN, position=position, request=request, reply=reply)
            case PhaseFinished():
                yield Exchanged(role=Role.SUMMARISE, position=position, request=event.request, reply=event.reply)
            case LearningsDistilled():
                yield Exchanged(role=Role.DISTIL, position=position, request=event.request, reply=event.reply)
            case AuthorConsulted():
                yield Exchanged(role=event.role, position=position, request=event.request, reply=event.reply)


def _events(log: EventLog) -> Iterator[tuple[Position, Event]]:
    after = Position(0)
    while page := typed(log.tail(after=after, limit=_PAGE)):
        for recorded in page:
            yield recorded.position, recorded.event
        after = page[-1].position


def _common(one: bytes, other: bytes) -> int:
    """Length of the common beginning of two texts."""
    shorter = min(len(one), len(other))
    return next((place for place in range(shorter) if one[place] != other[place]), shorter)


def _shown(body: bytes, place: int) -> bytes:
    return body[max(0, place - _AROUND) : place + _AROUND]
