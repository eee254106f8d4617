"""What a log says again: the same bytes get the same reply, and others are told where they differ first."""

from pathlib import Path

import msgspec
import pytest

from haste.errors import ReplayMismatchError, SweepNotFoundError
from haste.events.event import Event
from haste.events.run import BriefPrepared, LearningsDistilled, PhaseFinished, PhaseStarted, ReplyReceived
from haste.events.sweep import AuthorConsulted, BatchSubmitted
from haste.llm.offline import OfflineAuthor
from haste.llm.playback import Playback
from haste.ports import Batching
from haste.store.blobs import FileBlobs
from haste.store.sqlite import SqliteLog
from haste.vocabulary.brief import Asked, Brief, GroupBrief, Reply, Summary
from haste.vocabulary.ids import BlobId, Iteration, Position
from haste.vocabulary.scales import Role, Sign, Tier
from haste.vocabulary.skill import Group
from haste.wiring import open_language_model, open_recording
from tests.builders import LEAF, NOW, RULES, RUN, SWEEP, append, competition, effect_of, sweep_started
from tests.logs import CountingClock
from tests.unit.llm.examples import brief

IN_LEAF = msgspec.structs.replace(brief().competition, id=LEAF)
BRIEFS: dict[Role, Brief] = {
    role: msgspec.structs.replace(brief(role=role), competition=IN_LEAF, iteration=Iteration(int(role is Role.DRAFT)))
    for role in (Role.DRAFT, Role.PLAN, Role.SUMMARISE, Role.DISTIL)
}
GROUP = GroupBrief(
    group=Group(technique="one-hot", domain=None),
    to=Tier.GLOBAL,
    sign=Sign.HELPS,
    effect=effect_of(0.4),
    sources=(),
    supporting=(),
    others=(),
    guidance="",
)
DATED = {"author": "offline", "calls": (), "read_to": Position(0), "rule": RULES.version, "now": NOW}


def reply_to(role: Role) -> Reply:
    return Reply(value=Summary(text=f"said to {role}"), raw=b"", calls=(), author="offline")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home whose log holds one exchange of each kind."""
    blobs, author = FileBlobs(tmp_path / "blobs"), OfflineAuthor()
    unanswered = msgspec.structs.replace(BRIEFS[Role.DRAFT], role=Role.IMPROVE, iteration=Iteration(2))
    briefs: dict[Role, Asked] = {**BRIEFS, Role.IMPROVE: unanswered, Role.ABSTRACT: GROUP}
    asked = {role: blobs.put(author.request(one).body) for role, one in briefs.items()}
    said = {role: blobs.put(msgspec.msgpack.encode(reply_to(role))) for role in BRIEFS}
    log = SqliteLog(tmp_path / "log.sqlite", CountingClock())
    append(log, [sweep_started(msgspec.structs.replace(competition(), public=IN_LEAF.public)), *exchanges(asked, said)])
    log.close()
    return tmp_path


def exchanges(asked: dict[Role, BlobId], said: dict[Role, BlobId]) -> list[Event]:
    first = Iteration(1)
    return [
        PhaseStarted(run=RUN, phase=1, plan=None, request=asked[Role.PLAN], reply=said[Role.PLAN], **DATED),  # type: ignore[arg-type]  # of several types
        BriefPrepared(run=RUN, iteration=first, role=Role.DRAFT, request=asked[Role.DRAFT], context_tokens=1),
        ReplyReceived(run=RUN, iteration=first, reply=said[Role.DRAFT], author="offline", suggests=True, calls=()),
        PhaseFinished(run=RUN, phase=1, summary=None, request=asked[Role.SUMMARISE], reply=said[Role.SUMMARISE], **DATED),  # type: ignore[arg-type]  # the same
        BatchSubmitted(sweep=SWEEP, batch="batch-1", requests=(asked[Role.DISTIL],), now=NOW),
        LearningsDistilled(run=RUN, request=asked[Role.DISTIL], reply=said[Role.DISTIL], skills=(), **DATED),  # type: ignore[arg-type]  # the same
        BriefPrepared(run=RUN, iteration=Iteration(2), role=Role.IMPROVE, request=asked[Role.IMPROVE], context_tokens=1),
        consulted(asked[Role.ABSTRACT], said[Role.DRAFT]),
        consulted(asked[Role.ABSTRACT], said[Role.PLAN]),
    ]


def consulted(request: BlobId, reply: BlobId) -> AuthorConsulted:
    return AuthorConsulted(sweep=SWEEP, role=Role.ABSTRACT, group=GROUP.group, request=request, reply=reply, author="offline", calls=(), now=NOW)


@pytest.mark.parametrize("role", BRIEFS)
async def test_the_same_request_gets_the_same_reply(role: Role, home: Path) -> None:
    author = open_language_model(f"playback:{home / 'log.sqlite'}")

    reply = await author.ask(author.request(BRIEFS[role]))

    assert isinstance(author, Playback)
    assert reply == reply_to(role)


async def test_another_request_names_the_first_place_that_differs_and_the_event_there(home: Path) -> None:
    author = open_language_model(f"playback:{home / 'log.sqlite'}")

    with pytest.raises(ReplayMismatchError, match=r"leaf, trial 1, byte \d+: expected .*A competition.* found .*Another") as caught:
        await author.ask(author.request(msgspec.structs.replace(BRIEFS[Role.DRAFT], description="# Another competition")))
    assert caught.value.position == 3  # of the event that names the request


async def test_a_request_for_which_there_was_none_or_no_reply_is_told(home: Path) -> None:
    author = open_language_model(f"playback:{home / 'log.sqlite'}")
    later = msgspec.structs.replace(BRIEFS[Role.DRAFT], iteration=Iteration(7))
    unanswered = msgspec.structs.replace(BRIEFS[Role.DRAFT], role=Role.IMPROVE, iteration=Iteration(2))

    with pytest.raises(ReplayMismatchError, match=r"request for leaf, trial 7: .* no recorded reply") as caught:
        await author.ask(author.request(later))
    assert caught.value.position == 10  # the end
    with pytest.raises(ReplayMismatchError, match=r"request for leaf, trial 2: .* no recorded reply") as caught:
        await author.ask(author.request(unanswered))
    assert caught.value.position == 8


async def test_what_was_asked_twice_is_answered_as_it_was_each_time(home: Path) -> None:
    author = open_language_model(f"playback:{home / 'log.sqlite'}")

    replies = [await author.ask(author.request(GROUP)) for _ in range(3)]

    assert replies == [reply_to(Role.DRAFT), reply_to(Role.PLAN), reply_to(Role.PLAN)]


async def test_where_the_data_lie_is_no_difference_and_what_they_are_is_one(home: Path) -> None:
    author = open_language_model(f"playback:{home / 'log.sqlite'}")
    moved = msgspec.structs.replace(IN_LEAF, public="/elsewhere")
    other = msgspec.structs.replace(IN_LEAF, digest="f" * 64)

    reply = await author.ask(author.request(msgspec.structs.replace(BRIEFS[Role.DRAFT], competition=moved)))

    assert reply == reply_to(Role.DRAFT)
    with pytest.raises(ReplayMismatchError, match="fffff"):
        await author.ask(author.request(msgspec.structs.replace(BRIEFS[Role.DRAFT], competition=other)))


def test_a_log_without_a_sweep_or_without_that_sweep_cannot_be_played_back(tmp_path: Path, home: Path) -> None:
    SqliteLog(tmp_path / "empty.sqlite", CountingClock()).close()

    with pytest.raises(SweepNotFoundError, match="a log with a sweep"):
        open_language_model(f"playback:{tmp_path / 'empty.sqlite'}")
    with pytest.raises(SweepNotFoundError, match="a log with sweep another in it"):
        open_language_model(f"playback:{home / 'log.sqlite'},sweep=another")
    assert open_recording(f"playback:{home / 'log.sqlite'},sweep={SWEEP}").started.sweep == SWEEP


async def test_what_was_asked_for_in_a_batch_is_played_back_as_one_and_nothing_else_is(home: Path) -> None:
    author = open_language_model(f"playback:{home / 'log.sqlite'}")
    assert isinstance(author, Batching)
    distil, draft = (author.request(BRIEFS[role]) for role in (Role.DISTIL, Role.DRAFT))

    assert await author.submit((distil,)) == "batch-1"
    assert await author.collect("batch-1", (distil,)) == (reply_to(Role.DISTIL),)
    assert await author.submit((draft,)) is None
    assert await author.submit((distil, draft)) is None
