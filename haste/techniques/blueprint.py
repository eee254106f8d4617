"""What a solution is made of, as names of techniques: the offline author's own notation, a blob to everybody else."""

from enum import StrEnum

import msgspec

from haste.errors import CodecError

Setting = bool | int | float | str


class Slot(StrEnum):
    """Where in a blueprint a technique stands. The words are the blueprint's field names."""

    IMAGES = "images"
    WAVES = "waves"
    COPIES = "copies"
    FEATURES = "features"
    MODELS = "models"
    TARGETS = "targets"
    ANSWERS = "answers"
    SETTINGS = "settings"


class Blueprint(msgspec.Struct, frozen=True, kw_only=True):
    """A solution as the offline author thinks of it. Every name is a technique's slug."""

    domain: str
    approach: str = ""  # the draft that it grew from
    images: tuple[str, ...] = ()  # each changes the images that features are made of, in this order
    waves: tuple[str, ...] = ()  # each changes the signals that features are made of, in this order
    copies: tuple[str, ...] = ()  # each adds changed images or signals, to train on or to average predictions over
    features: tuple[str, ...] = ()  # each adds columns, in this order
    models: tuple[str, ...] = ()  # more than one are blended
    targets: tuple[str, ...] = ()  # how the target is changed before training and back after it; at most one
    answers: tuple[str, ...] = ()  # how predictions become answers; at most one
    settings: dict[str, Setting] = {}  # arguments of the functions above, by name

    @property
    def slugs(self) -> tuple[str, ...]:
        """All techniques in it, settings excepted: those leave values and no name."""
        return (*self.images, *self.waves, *self.copies, *self.features, *self.models, *self.targets, *self.answers)


_encoder = msgspec.json.Encoder(order="sorted")
_decoder = msgspec.json.Decoder(Blueprint)


def encode(blueprint: Blueprint) -> bytes:
    """Canonical bytes: equal blueprints give equal bytes.

    >>> encode(Blueprint(domain="text")) == encode(Blueprint(domain="text", features=()))
    True
    """
    return _encoder.encode(blueprint)


def decode(data: bytes) -> Blueprint:
    """The blueprint in these bytes.

    Raises:
        CodecError: They hold something else, for example the notes of another author.
    """
    try:
        return _decoder.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise CodecError(
            expected="a blueprint of the offline author",
            found=str(error),
            where=f"blueprint of {len(data)} bytes",
            next_step="Start a draft of its own: the offline author continues only what it wrote itself.",
        ) from error
