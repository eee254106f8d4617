"""The author that needs no key: it composes complete solutions from `haste.techniques`.

It knows nothing of a language: what it shows is which known techniques pay, and in which order to try them.
"""

import msgspec

from haste.briefs.tokens import estimated_tokens
from haste.errors import UseError
from haste.llm.composing import Choice, choose
from haste.llm.consolidating import distilled, separated, worded
from haste.llm.planning import planned
from haste.llm.restoring import restoring
from haste.llm.summarising import summed_up
from haste.techniques.blueprint import encode
from haste.techniques.fitting import seen
from haste.techniques.rendering import render
from haste.techniques.task import Task
from haste.vocabulary.brief import Answer, Asked, Brief, Call, ConflictBrief, GroupBrief, Reply, Request, Suggestion, Usage, brief_kind
from haste.vocabulary.scales import Reason, Role, Status, View

AUTHOR = "offline"

_encoder = msgspec.msgpack.Encoder(order="sorted")  # msgpack, because an infinite number of degrees of freedom has to come through


class OfflineAuthor:
    """Equal briefs get equal replies."""

    def request(self, brief: Asked) -> Request:
        """The brief, as canonical bytes; it does not converse, so that what was said before is left out."""
        alone = msgspec.structs.replace(brief, earlier=None) if isinstance(brief, Brief) else brief
        return Request(role=brief.role, body=_encoder.encode(alone))

    async def ask(self, request: Request) -> Reply:
        """Answer at once; a brief that cannot be read, or of an unknown domain, is a failed call."""
        try:
            return _answer(request)
        except (msgspec.MsgspecError, UnicodeDecodeError, UseError) as error:
            call = Call(status=Status.INVALID, reason=Reason.UNREADABLE, usage=_usage(request.body, b""))
            return Reply(value=None, raw=str(error).encode(), calls=(call,), author=AUTHOR)


def _answer(request: Request) -> Reply:
    value = _said(msgspec.msgpack.decode(request.body, type=brief_kind(request.role)))
    raw = _encoder.encode(value)
    call = Call(status=Status.SUCCEEDED, usage=_usage(request.body, raw))
    return Reply(value=value, raw=raw, calls=(call,), author=AUTHOR)


def _said(brief: Asked) -> Answer | None:
    match brief:
        case GroupBrief():
            return worded(brief)
        case Brief(role=Role.DISTIL):
            return distilled(brief)
        case Brief(role=Role.PLAN) if brief.competition.view is not View.DECLARED:
            return planned(brief)
        case Brief(role=Role.SUMMARISE):
            return summed_up(brief)
        case Brief():
            return restoring(brief) if brief.competition.view is View.DECLARED else _composed(brief)
        case ConflictBrief():
            return separated(brief)


def _composed(brief: Brief) -> Suggestion | None:
    choice = choose(brief)
    return _written(brief, choice) if choice else None


def _written(brief: Brief, choice: Choice) -> Suggestion:
    task = Task(competition=brief.competition, profile=brief.profile)
    resources = brief.limits if seen(choice.blueprint) else msgspec.structs.replace(brief.limits, gpus=0.0)  # networks alone use a device
    return Suggestion(
        title=choice.title,
        cause=choice.cause,
        also=choice.also,
        skills=choice.skills,
        code=render(choice.blueprint, task, resources=resources, seed=brief.solution_seed),
        blueprint=encode(choice.blueprint),
        resources=resources,
    )


def _usage(asked: bytes, answered: bytes) -> Usage:
    return Usage(input=estimated_tokens(asked), output=estimated_tokens(answered), estimated=True)


def open_language_model(_: str) -> OfflineAuthor:
    """The author of the spec `offline`."""
    return OfflineAuthor()
