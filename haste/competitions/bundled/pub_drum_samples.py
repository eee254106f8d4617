"""What made this sound? Audio classification from few examples."""

import hashlib

import pandas as pd

from haste.competitions.bundled.package import Read
from haste.competitions.bundled.recording import bare_wav
from haste.competitions.bundled.source import Bundled, Frames, shuffled

_SECONDS_MAX = 2
_FAMILIES = {  # folders of the package, by what its list of sounds and the names of the files call them
    "kick": ("x/lower", "x/upper", "v/lower", "v/upper", "a/upper"),
    "snare": ("o/lower", "o/upper", "i/lower", "i/upper", "u/lower", "d/upper"),
    "cymbal": ("_/hyphen", "_/equals", "_/colon", "_/hash", "_/tilde", "a/lower", "n/lower", "n/upper"),
    "clap": ("_/asterix", "h/lower", "h/upper"),
    "skin": ("m/lower", "m/upper", "p/lower", "p/upper"),
    "metal": ("_/ampersand", "e/lower", "r/lower", "r/upper", "t/upper"),
    "voice": ("_/1", "_/2", "_/3", "_/4", "_/exclamation", "c/lower", "c/upper"),
}
_OF_FOLDER = {folder: family for family, folders in _FAMILIES.items() for folder in folders}
_RECORD = "FoxDot-0.6.4.dist-info/RECORD"


def frames(read: Read) -> Frames:
    """Sounds, every other one of a family for the test."""
    names = sorted(line.partition(",")[0] for line in read(_RECORD).decode("utf-8").splitlines())
    rows, seen = [], set()
    for name in names:
        folder = "/".join(name.removeprefix("FoxDot/snd/").split("/")[:2])
        if name.startswith("FoxDot/snd/") and name.lower().endswith(".wav") and folder in _OF_FOLDER:
            sound = bare_wav(read(name), seconds_max=_SECONDS_MAX)
            digest = hashlib.sha256(sound).digest()
            if digest not in seen:  # some lie in two folders
                rows.append((sound, _OF_FOLDER[folder]))
            seen.add(digest)
    order = shuffled(len(rows), "pub-drum-samples")
    table = pd.DataFrame([rows[place] for place in order], columns=["sound", "family"])
    tested = table.groupby("family").cumcount() % 2 == 1
    return Frames(train=table[~tested].reset_index(drop=True), test=table[tested].reset_index(drop=True))


COMPETITION = Bundled(
    id="pub-drum-samples",
    title="Families of drum sounds",
    domain="signal",
    metric="macro_f1",
    target="family",
    signals="sound",
    suffix=".wav",
    package="foxdot",
    version="0.6.4",
    optional=True,
    source="the sounds of seven families among the samples in `FoxDot/snd`",
    licence="The package FoxDot gives its licence as UNKNOWN; its page says that many samples are from freesound.org under CC0.",
    citation="Kirkbride R. FoxDot: live coding with Python and SuperCollider. Proceedings of the International Conference on Live Interfaces, 2016.",
    description="""\
Each file is one sound, at most two seconds of it: `train/<id>.wav` and `test/<id>.wav`. Files differ in rate, depth, length and loudness, and some
are stereo. Predict `family`: `kick` (bass drums), `snare`, `cymbal` (hi-hats, crashes, rides), `clap` (hands and snapping fingers), `skin` (toms
and tablas), `metal` (bells, triangles and the like) or `voice`.
""",
    digest="bd6bfed738aa45e6ff1981a8f327fc602cc2120f5b2dea67376d26c842bad1f3",
    frames=frames,
)
