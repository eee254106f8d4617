"""Answers from a log: `playback:LOG` says again what was said in a sweep of that log, with no network and no key.

The requests are made anew by the author that the log names, and looked up by their bytes: a prompt that has changed by one byte is
another one. Its place - competition and trial, phase, or group - tells which recorded request it is compared with.
"""

import hashlib
from collections.abc import Iterator, Sequence

import msgspec

from haste.errors import ReplayMismatchError
from haste.events.run import BriefPrepared, LearningsDistilled, PhaseFinished, PhaseStarted, ReplyReceived
from haste.events.sweep import AuthorConsulted, BatchSubmitted
from haste.ports import BlobStore, LanguageModel
from haste.projections.recording import Recording
from haste.vocabulary.brief import Asked, Brief, Reply, Request
from haste.vocabulary.ids import BlobId, CompetitionId, Iteration, Position
from haste.vocabulary.scales import Role
from haste.vocabulary.skill import Group

_AROUND = 60  # bytes that an error shows on each side of the first difference
_replies = msgspec.msgpack.Decoder(Reply)


class Exchanged(msgspec.Struct, frozen=True, kw_only=True):
    """One request of the log, with its reply."""

    place: str
    position: Position  # of the event that names the request
    request: BlobId
    reply: BlobId | None  # None where the log ends before it


class Playback:
    """Replies by their requests.

    Args:
        recording: The sweep that is played back.
        blobs: Where its requests and replies are.
        author: Makes requests as the sweep's author did; it is never asked.
    """

    def __init__(self, recording: Recording, blobs: BlobStore, author: LanguageModel) -> None:
        self._blobs = blobs
        self._author = author
        self._end = recording.end
        self._folders = {competition.id: competition.public for competition in recording.started.competitions}
        self._replies: dict[BlobId, list[Exchanged]] = {}
        self._places: dict[str, list[Exchanged]] = {}
        for one in exchanges(recording):
            self._replies.setdefault(one.request, []).append(one)
            self._places.setdefault(one.place, []).append(one)
        handed_in = (recorded.event for recorded in recording.events if isinstance(recorded.event, BatchSubmitted))
        self._batches = {request: event.batch for event in handed_in for request in event.requests}
        self._asked: dict[BlobId, str] = {}

    def request(self, brief: Asked) -> Request:
        """The brief as the log's author takes it. Where the data lie now is nothing that it may differ by."""
        if isinstance(brief, Brief) and (folder := self._folders.get(brief.competition.id)) is not None:
            brief = msgspec.structs.replace(brief, competition=msgspec.structs.replace(brief.competition, public=folder))
        request = self._author.request(brief)
        self._asked[_name(request)] = _place(brief)
        return request

    async def ask(self, request: Request) -> Reply:
        """What was answered to the same bytes. Where these were asked several times, each time the next reply.

        Raises:
            ReplayMismatchError: Nobody asked these, or nobody answered.
        """
        known = self._replies.get(_name(request))
        if known is None:
            raise self._mismatch(request)
        one = known.pop(0) if len(known) > 1 else known[0]
        if one.reply is None:
            raise self._missing(one.place, one.position)
        return _replies.decode(self._blobs.get(one.reply))

    async def submit(self, requests: Sequence[Request]) -> str | None:
        """The batch that held all of these; None where they were asked for one by one."""
        names = {self._batches.get(_name(request)) for request in requests}
        return names.pop() if len(names) == 1 else None

    async def collect(self, batch: str, requests: Sequence[Request]) -> tuple[Reply, ...] | None:  # noqa: ARG002 - a request names its reply
        """What was answered to each.

        Raises:
            ReplayMismatchError: As for `ask`.
        """
        return tuple([await self.ask(request) for request in requests])

    def _mismatch(self, request: Request) -> ReplayMismatchError:
        """Which recorded request stood in its place, and the first byte in which it differs."""
        place = self._asked.get(_name(request), f"request of role {request.role}")
        recorded = self._places.get(place)
        if recorded is None:
            return self._missing(place, self._end)
        bodies = [self._blobs.get(one.request) for one in recorded]
        shared = [_common(body, request.body) for body in bodies]
        same = max(shared)
        closest = shared.index(same)
        return ReplayMismatchError(
            position=recorded[closest].position,
            expected=repr(_shown(bodies[closest], same)),
            found=repr(_shown(request.body, same)),
            where=f"request for {place}, byte {same}",
            next_step="The prompt has changed since, or a result that it tells: play back with the code and the data of that log.",
        )

    def _missing(self, place: str, position: Position) -> ReplayMismatchError:
        return ReplayMismatchError(
            position=position,
            expected="the end of the recording",
            found="a request that has no recorded reply",
            where=f"request for {place}",
            next_step="The recorded sweep did not ask this, or ended first: play back with the code and the data of that log.",
        )


def exchanges(recording: Recording) -> Iterator[Exchanged]:
    """All requests of a sweep with their replies, in order."""
    prepared: dict[str, Exchanged] = {}
    for recorded in recording.events:
        position, event = recorded.position, recorded.event
        match event:
            case BriefPrepared():
                place = _of_trial(recording.competition(event), event.iteration)
                prepared[place] = Exchanged(place=place, position=position, request=event.request, reply=None)
            case ReplyReceived():
                yield msgspec.structs.replace(prepared.pop(_of_trial(recording.competition(event), event.iteration)), reply=event.reply)
            case PhaseStarted(request=request) if request is not None:
                place = _of_phase(recording.competition(event), Role.PLAN, event.phase)
                yield Exchanged(place=place, position=position, request=request, reply=event.reply)
            case PhaseFinished():
                place = _of_phase(recording.competition(event), Role.SUMMARISE, event.phase)
                yield Exchanged(place=place, position=position, request=event.request, reply=event.reply)
            case LearningsDistilled():
                yield Exchanged(place=_of_learnings(recording.competition(event)), position=position, request=event.request, reply=event.reply)
            case AuthorConsulted():
                yield Exchanged(place=_of_group(event.role, event.group), position=position, request=event.request, reply=event.reply)
    yield from prepared.values()


def _place(brief: Asked) -> str:
    """What a brief is for, in words: equal for the recorded request and the one that is made now."""
    if not isinstance(brief, Brief):
        return _of_group(brief.role, brief.group)
    match brief.role:
        case Role.PLAN | Role.SUMMARISE:
            return _of_phase(brief.competition.id, brief.role, brief.phase)
        case Role.DISTIL:
            return _of_learnings(brief.competition.id)
        case _:
            return _of_trial(brief.competition.id, brief.iteration)


def _of_trial(competition: CompetitionId, iteration: Iteration) -> str:
    return f"{competition}, trial {iteration}"


def _of_phase(competition: CompetitionId, role: Role, phase: int) -> str:
    return f"{competition}, {role} phase {phase}"


def _of_learnings(competition: CompetitionId) -> str:
    return f"{competition}, learnings"


def _of_group(role: Role, group: Group) -> str:
    return f"{role} {group.technique} in {group.domain or 'all domains'}"


def _name(request: Request) -> BlobId:
    return BlobId(hashlib.sha256(request.body).hexdigest())


def _common(one: bytes, other: bytes) -> int:
    """Length of the common beginning of two texts."""
    shorter = min(len(one), len(other))
    return next((place for place in range(shorter) if one[place] != other[place]), shorter)


def _shown(body: bytes, place: int) -> bytes:
    return body[max(0, place - _AROUND) : place + _AROUND]
