"""An author for tests: it says what it was told to say, in any role."""

from collections.abc import Callable, Sequence

import msgspec

from haste.vocabulary.brief import Answer, Asked, Call, Reply, Request, brief_kind
from haste.vocabulary.scales import Reason, Status

AUTHOR = "scripted"

_encoder = msgspec.msgpack.Encoder(order="sorted")
Script = Sequence[Answer | None] | Callable[[Asked], Answer | None]


class ScriptedModel:
    """Says its lines in order, and nothing after the last; or answers by a function of the brief."""

    def __init__(self, script: Script) -> None:
        """Take lines, or a function."""
        self._script = script
        self.asked: list[Request] = []  # what it was asked, in order

    def request(self, brief: Asked) -> Request:
        """The whole brief, as canonical bytes."""
        return Request(role=brief.role, body=_encoder.encode(brief))

    async def ask(self, request: Request) -> Reply:
        """The next line; a brief that cannot be read is a failed call and uses up no line."""
        try:
            brief = msgspec.msgpack.decode(request.body, type=brief_kind(request.role))
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            call = Call(status=Status.INVALID, reason=Reason.UNREADABLE)
            return Reply(value=None, raw=str(error).encode(), calls=(call,), author=AUTHOR)
        answer = self._next(brief)
        self.asked.append(request)
        return Reply(value=answer, raw=_encoder.encode(answer), calls=(Call(status=Status.SUCCEEDED),), author=AUTHOR)

    def _next(self, brief: Asked) -> Answer | None:
        if callable(self._script):
            return self._script(brief)
        turn = len(self.asked)
        return self._script[turn] if turn < len(self._script) else None
