"""Claude as the author: `claude:MODEL`, `claude:PLATFORM/MODEL`, with `,cache=off`, `,effort=low`, `,tokens=16000` or `,seconds=300` where wanted.

What leaves the machine: names, kinds and statistics of columns, the description, HASTE's own code and scores. No rows, unless the user lets them.
"""

import hashlib
from collections.abc import Callable, Sequence
from functools import partial

import msgspec

from haste.errors import SpecError
from haste.llm import claude_batches
from haste.llm.claude_calls import Caller
from haste.llm.claude_client import PLATFORMS, Client, connect
from haste.llm.claude_dialogue import Dialogue
from haste.llm.claude_limits import CallLimits
from haste.llm.prices import Model, find
from haste.prompts.asking import letter
from haste.prompts.letter import Letter, Voice, decode, encode
from haste.vocabulary.brief import Asked, Call, Reply, Request
from haste.vocabulary.scales import Reason, Status

DEFAULT = "claude-sonnet-5-5"  # docs/adr/0004: the best value of the day
_TOKENS_MAX = 32_000  # of one reply: a long file is 6,000, the rest is thinking
_EFFORT = "medium"
_OPTIONS = ("cache", "effort", "tokens", "seconds")  # tokens and seconds of one reply


class ClaudeAuthor:
    """One model behind the Messages API.

    Args:
        model: Its limits and prices.
        voice: Its name on its platform, and how much it may say.
        open_client: Makes the client.
        limits: How patient it is.
        caching: Whether prompts carry cache breakpoints.
    """

    def __init__(self, model: Model, voice: Voice, open_client: Callable[[], Client], *, limits: CallLimits, caching: bool = True) -> None:
        self._model = model
        self._voice = voice
        self._caller = Caller(model, open_client, limits=limits, caching=caching)
        self._limits = limits

    def request(self, brief: Asked) -> Request:
        """The conversation so far with one turn more, as canonical bytes."""
        return Request(role=brief.role, body=encode(letter(brief, self._voice)))

    async def ask(self, request: Request) -> Reply:
        """Call, read, and ask again where a reply cannot be used.

        Raises:
            AuthorError: The key, the account or the model is refused: no call can succeed until a person has mended that.
        """
        try:
            written = decode(request.body)
        except msgspec.MsgspecError as error:
            call = Call(status=Status.INVALID, reason=Reason.UNREADABLE, message=str(error), model=self._voice.model)
            return Reply(value=None, raw=str(error).encode(), calls=(call,), author=self._voice.model)
        return await self._dialogue(written).held()

    async def submit(self, requests: Sequence[Request]) -> str | None:
        """Hand requests in as a batch, at half the price; None where the server does not take it now, or what is left does not pay for all of them.

        Raises:
            AuthorError: As for `ask`.
        """
        letters = {_name(request): decode(request.body) for request in requests}
        return await claude_batches.submit(self._caller, letters, model=self._model)

    async def collect(self, batch: str, requests: Sequence[Request]) -> tuple[Reply, ...] | None:
        """The replies to a batch in the order of its requests; None while it is under way. What cannot be used is asked for again, alone.

        Raises:
            AuthorError: As for `ask`.
        """
        letters = [decode(request.body) for request in requests]
        replies = await claude_batches.collect(self._caller, batch, [_name(request) for request in requests], model=self._model)
        if replies is None:
            return None
        return tuple([await self._dialogue(letter).held(first) for letter, first in zip(letters, replies, strict=True)])

    def _dialogue(self, written: Letter) -> Dialogue:
        return Dialogue(written, self._caller, model=self._model, allowance=written.terms.allowance, limits=self._limits)

    async def close(self) -> None:
        """Let the connections go."""
        await self._caller.close()


def _name(request: Request) -> str:
    """What a request is called within its batch, whoever collects it."""
    return hashlib.sha256(request.body).hexdigest()


def named_model(rest: str) -> Model:
    """The model that a spec `claude:REST` names, with its prices.

    Raises:
        SpecError: No price of it is known.
    """
    return find(rest.partition(",")[0].rpartition("/")[2] or DEFAULT)


def open_language_model(rest: str, *, limits: CallLimits | None = None) -> ClaudeAuthor:
    """The author of a spec `claude:REST`.

    Raises:
        SpecError: The model, the platform or an option is not known.
    """
    named, *options = rest.split(",")
    platform, _, name = named.rpartition("/")
    model = named_model(rest)
    settings = _settings(options)
    limits = limits or CallLimits()
    if "seconds" in settings:
        limits = msgspec.structs.replace(limits, call_s=float(settings["seconds"]))
    voice = Voice(
        model=name or DEFAULT,
        tokens_max=min(int(settings.get("tokens", _TOKENS_MAX)), model.output_max),
        effort=settings.get("effort", _EFFORT) if model.effort else None,
    )
    platform = platform or "anthropic"
    if platform not in PLATFORMS:
        raise SpecError(
            expected="one of " + ", ".join(PLATFORMS),
            found=repr(platform),
            where="platform of --llm claude:PLATFORM/MODEL",
            next_step="Name one of these, or only the model.",
        )
    return ClaudeAuthor(model, voice, partial(connect, platform, limits), limits=limits, caching=settings.get("cache", "on") != "off")


def _settings(options: list[str]) -> dict[str, str]:
    settings = dict(option.partition("=")[::2] for option in options)
    sound = (
        all(value for value in settings.values())
        and all(settings.get(name, "1").isdecimal() for name in ("tokens", "seconds"))
        and settings.get("cache", "on") in ("on", "off")
    )
    if not sound or set(settings) - set(_OPTIONS):
        raise SpecError(
            expected="options cache=off, effort=WORD, tokens=N or seconds=N",
            found=",".join(options),
            where="--llm claude:MODEL,OPTION=VALUE",
            next_step="Correct the option.",
        )
    return settings
