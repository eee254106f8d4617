"""What a log says again: the same bytes get the same reply, and others are told where they differ first."""

from pathlib import Path

import msgspec
import pytest

from haste.errors import ReplayMismatchError, SpecError
from haste.events.event import Event
from haste.events.run import BriefPrepared, LearningsDistilled, PhaseFinished, PhaseStarted, ReplyReceived
from haste.llm.offline import OfflineAuthor
from haste.llm.playback import Playback
from haste.store.blobs import FileBlobs
from haste.store.sqlite import SqliteLog
from haste.vocabulary.brief import Brief, Reply, Summary
from haste.vocabulary.ids import BlobId, Iteration, Position
from haste.vocabulary.scales import Role
from haste.wiring import open_language_model
from tests.builders import NOW, RULES, RUN, append, sweep_started
from tests.logs import CountingClock
from tests.unit.llm.examples import brief

BRIEFS: dict[Role, Brief] = {role: brief(role=role) for role in (Role.DRAFT, Role.PLAN, Role.SUMMARISE, Role.DISTIL)}
DATED = {"author": "offline", "calls": (), "read_to": Position(0), "rule": RULES.version, "now": NOW}


def reply_to(role: Role) -> Reply:
    return Reply(value=Summary(text=f"said to {role}"), raw=b"", calls=(), author="offline")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home whose log holds one exchange of each kind."""
    blobs, author = FileBlobs(tmp_path / "blobs"), OfflineAuthor()
    asked = {role: blobs.put(author.request(one).body) for role, one in BRIEFS.items()}
    said = {role: blobs.put(msgspec.msgpack.encode(reply_to(role))) for role in BRIEFS}
    log = SqliteLog(tmp_path / "log.sqlite", CountingClock())
    append(log, [sweep_started(), *exchanges(asked, said)])
    log.close()
    return tmp_path


def exchanges(asked: dict[Role, BlobId], said: dict[Role, BlobId]) -> list[Event]:
    first = Iteration(1)
    return [
        PhaseStarted(run=RUN, phase=1, plan=None, request=asked[Role.PLAN], reply=said[Role.PLAN], **DATED),  # type: ignore[arg-type]  # of several types
        BriefPrepared(run=RUN, iteration=first, role=Role.DRAFT, request=asked[Role.DRAFT], context_tokens=1),
        ReplyReceived(run=RUN, iteration=first, reply=said[Role.DRAFT], author="offline", suggests=True, calls=()),
        PhaseFinished(run=RUN, phase=1, summary=None, request=asked[Role.SUMMARISE], reply=said[Role.SUMMARISE], **DATED),  # type: ignore[arg-type]  # the same
        LearningsDistilled(run=RUN, request=asked[Role.DISTIL], reply=said[Role.DISTIL], skills=(), **DATED),  # type: ignore[arg-type]  # the same
    ]


@pytest.mark.parametrize("role", BRIEFS)
async def test_the_same_request_gets_the_same_reply(role: Role, home: Path) -> None:
    author = open_language_model(f"playback:{home / 'log.sqlite'}")

    reply = await author.ask(author.request(BRIEFS[role]))

    assert isinstance(author, Playback)
    assert reply == reply_to(role)


async def test_another_request_names_the_first_place_that_differs_and_the_event_there(home: Path) -> None:
    author = open_language_model(f"playback:{home / 'log.sqlite'}")

    with pytest.raises(ReplayMismatchError, match=r"role draft, byte \d+: expected .*A competition.* found .*Another") as caught:
        await author.ask(author.request(msgspec.structs.replace(BRIEFS[Role.DRAFT], description="# Another competition")))
    assert caught.value.position == 4


async def test_a_role_that_nobody_was_asked_in_is_told(home: Path) -> None:
    author = open_language_model(f"playback:{home / 'log.sqlite'}")

    with pytest.raises(ReplayMismatchError, match="a request of role merge"):
        await author.ask(author.request(brief(role=Role.MERGE)))


def test_a_log_without_a_sweep_cannot_be_played_back(tmp_path: Path) -> None:
    SqliteLog(tmp_path / "log.sqlite", CountingClock()).close()

    with pytest.raises(SpecError, match="a log with a sweep"):
        open_language_model(f"playback:{tmp_path / 'log.sqlite'}")
