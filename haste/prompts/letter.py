"""A request of a served language model as one value, and the bytes that the log keeps of it."""

import msgspec

from haste.prompts.forms import Form
from haste.prompts.message import Message, Prompt
from haste.vocabulary.brief import Allowance
from haste.vocabulary.ids import Iteration, SkillId
from haste.vocabulary.scales import Role
from haste.vocabulary.solution import Resources

_encoder = msgspec.json.Encoder(order="sorted")


class Voice(msgspec.Struct, frozen=True, kw_only=True):
    """Who is asked, and how much it may say. What changes here changes the prompt's cache too."""

    model: str
    tokens_max: int  # of one reply, thinking included
    effort: str | None = None  # None where the model takes no such word


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """What a reply is held to, beside its form."""

    role: Role
    credits: bool = False  # whether the change has one cause, which gets credit or blame
    iteration: Iteration = Iteration(0)
    limits: Resources | None = None
    ideas: tuple[int, int] | None = None
    techniques: tuple[str, ...] = ()
    skills: dict[SkillId, str] = {}  # ids that may be cited, each with its technique
    fields: tuple[str, ...] = ()  # that a condition may be over
    parent: str | None = None  # the file that edits are against
    allowance: Allowance = Allowance()  # what all its calls may cost
    slow: bool = False  # large data: minutes may pass between two calls
    seed: int = 0


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """A request of a served language model, whole: what its body holds."""

    voice: Voice
    form: Form
    prompt: Prompt
    terms: Terms
    told: tuple[Iteration, ...] = ()  # trials whose outcome the conversation has mentioned
    shown: tuple[Iteration, ...] = ()  # trials whose file the conversation holds, whole or as edits


class Turns(msgspec.Struct, frozen=True, kw_only=True):
    """What a reply adds to the conversation: `Reply.raw`. It ends with a turn of the assistant, or is empty."""

    messages: tuple[Message, ...] = ()
    text: str = ""  # the last answer, for people


_letters = msgspec.json.Decoder(Letter)
_turns = msgspec.json.Decoder(Turns)


def encode(written: Letter) -> bytes:
    """Canonical bytes of a letter."""
    return _encoder.encode(written)


def decode(body: bytes) -> Letter:
    """The letter in these bytes.

    Raises:
        msgspec.MsgspecError: They hold none.
    """
    return _letters.decode(body)


def encode_turns(turns: Turns) -> bytes:
    """Bytes of what a reply adds, for `Reply.raw`."""
    return _encoder.encode(turns)


def decode_turns(raw: bytes) -> Turns:
    """What a reply adds, from `Reply.raw`.

    Raises:
        msgspec.MsgspecError: It is of another author.
    """
    return _turns.decode(raw)
