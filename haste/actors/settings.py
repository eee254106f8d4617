"""What every actor is told when it is made: specs, never open objects."""

import msgspec

from haste.vocabulary.ids import SweepId
from haste.vocabulary.scales import Warmth


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Specs and names, as bytes from actor to actor."""

    sweep: SweepId
    epoch: int  # of the driver; a later one in the log fences this actor
    home: str  # absolute
    log: str  # spec, for example "sqlite:/absolute/path"
    language_model: str
    warm: Warmth  # whose events the sweep remembers
    sandbox: str  # "playback:..." where executions are taken from a recording, else a kind, or "auto"
    clock: str = "system:"  # of the runs
