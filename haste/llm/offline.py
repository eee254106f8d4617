"""The author that needs no key: it composes complete solutions from `haste.techniques`.

It knows nothing of a language: what it shows is which known techniques pay, and in which order to try them.
"""

import msgspec

from haste.briefs.assemble import estimated_tokens
from haste.errors import UseError
from haste.llm.composing import Choice, choose
from haste.llm.consolidating import distilled, worded
from haste.techniques.blueprint import encode
from haste.techniques.rendering import render
from haste.techniques.task import Task
from haste.vocabulary.brief import Brief, Call, GroupBrief, Learning, Reply, Request, Suggestion, Usage, Wording
from haste.vocabulary.scales import Reason, Role, Status
from haste.vocabulary.solution import Resources

AUTHOR = "offline"

_encoder = msgspec.msgpack.Encoder(order="sorted")  # msgpack, because an infinite number of degrees of freedom has to come through
_briefs = msgspec.msgpack.Decoder(Brief)
_groups = msgspec.msgpack.Decoder(GroupBrief)


class OfflineAuthor:
    """Equal briefs get equal replies."""

    def request(self, brief: Brief | GroupBrief) -> Request:
        """The whole brief, as canonical bytes."""
        return Request(role=brief.role, body=_encoder.encode(brief))

    async def ask(self, request: Request) -> Reply:
        """Answer at once; a brief that cannot be read, or of an unknown domain, is a failed call."""
        try:
            return _answer(request)
        except (msgspec.MsgspecError, UnicodeDecodeError, UseError) as error:
            call = Call(status=Status.INVALID, reason=Reason.UNREADABLE, usage=_usage(request.body, b""))
            return Reply(raw=str(error).encode(), calls=(call,), author=AUTHOR)


def _answer(request: Request) -> Reply:
    suggestion: Suggestion | None = None
    learnings: tuple[Learning, ...] = ()
    wording: Wording | None = None
    match request.role:
        case Role.ABSTRACT:
            wording = worded(_groups.decode(request.body))
        case Role.DISTIL:
            learnings = distilled(_briefs.decode(request.body))
        case _:
            brief = _briefs.decode(request.body)
            choice = choose(brief)
            suggestion = _written(brief, choice) if choice else None
    raw = _encoder.encode((suggestion, learnings, wording))
    call = Call(status=Status.SUCCEEDED, usage=_usage(request.body, raw))
    return Reply(suggestion=suggestion, learnings=learnings, wording=wording, raw=raw, calls=(call,), author=AUTHOR)


def _written(brief: Brief, choice: Choice) -> Suggestion:
    task = Task(competition=brief.competition, profile=brief.profile)
    resources = Resources(cpus=brief.limits.cpus, memory_bytes=brief.limits.memory_bytes, time_limit_s=brief.limits.time_limit_s)
    return Suggestion(
        title=choice.title,
        cause=choice.cause,
        also=choice.also,
        skills=choice.skills,
        code=render(choice.blueprint, task, resources=resources, seed=brief.seed),
        blueprint=encode(choice.blueprint),
        resources=resources,
    )


def _usage(asked: bytes, answered: bytes) -> Usage:
    return Usage(input=estimated_tokens(asked), output=estimated_tokens(answered), estimated=True)


def open_language_model(_: str) -> OfflineAuthor:
    """The author of the spec `offline`."""
    return OfflineAuthor()
