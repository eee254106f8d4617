"""An author for tests: it says what it was told to say."""

from collections.abc import Callable, Sequence

import msgspec

from haste.vocabulary.brief import Brief, Call, GroupBrief, Reply, Request, Suggestion
from haste.vocabulary.scales import Reason, Status

AUTHOR = "scripted"

_encoder = msgspec.msgpack.Encoder(order="sorted")
_decoder = msgspec.msgpack.Decoder(Brief)
Script = Sequence[Suggestion | None] | Callable[[Brief], Suggestion | None]


class ScriptedModel:
    """Says its lines in order, and nothing after the last; or answers by a function of the brief."""

    def __init__(self, script: Script) -> None:
        """Take lines, or a function."""
        self._script = script
        self.asked: list[Request] = []  # what it was asked, in order

    def request(self, brief: Brief | GroupBrief) -> Request:
        """The whole brief, as canonical bytes."""
        return Request(role=brief.role, body=_encoder.encode(brief))

    async def ask(self, request: Request) -> Reply:
        """The next line; a brief that cannot be read is a failed call and uses up no line."""
        try:
            brief = _decoder.decode(request.body)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            call = Call(status=Status.INVALID, reason=Reason.UNREADABLE)
            return Reply(suggestion=None, raw=str(error).encode(), calls=(call,), author=AUTHOR)
        suggestion = self._next(brief)
        self.asked.append(request)
        return Reply(suggestion=suggestion, raw=_encoder.encode(suggestion), calls=(Call(status=Status.SUCCEEDED),), author=AUTHOR)

    def _next(self, brief: Brief) -> Suggestion | None:
        if callable(self._script):
            return self._script(brief)
        turn = len(self.asked)
        return self._script[turn] if turn < len(self._script) else None
