"""Which gesture does a hand make? Classification of muscle activity in eight channels, in a later session."""

from io import BytesIO

import pandas as pd

from haste.competitions.bundled.package import Read
from haste.competitions.bundled.recording import npy
from haste.competitions.bundled.source import Bundled, Frames, shuffled

_CHANNELS = [f"c{number}" for number in range(8)]
_LENGTH, _STEP = 100, 200  # samples: windows do not touch
_ROWS = 600  # of each part


def frames(read: Read) -> Frames:
    """Windows of the first session of two people for training, of their second one for the test."""
    table = pd.read_csv(BytesIO(read("geomstats/datasets/data/emg/emg.csv")))
    holds: list[tuple[str, pd.DataFrame]] = []
    for session, part in table.groupby("exp"):
        held = (part["label"] != part["label"].shift()).cumsum()
        holds += [(str(session), hold) for _, hold in part.groupby(held)]
    numbers = shuffled(len(holds), "pub-gesture-emg/holds")
    rows = [
        (session.endswith("s1"), numbers[place], npy(window.astype("uint8")), str(hold["label"].iloc[0]))
        for place, (session, hold) in enumerate(holds)
        for window in _windows(hold)
    ]
    windows = pd.DataFrame(rows, columns=["early", "hold", "series", "gesture"]).iloc[shuffled(len(rows), "pub-gesture-emg")]
    train, test = (windows[windows["early"] == early].head(_ROWS).reset_index(drop=True).drop(columns="early") for early in (True, False))
    return Frames(train=train, test=test.drop(columns="hold"))


def _windows(hold: pd.DataFrame) -> list[pd.DataFrame]:
    values = hold[_CHANNELS].to_numpy()
    return [values[start : start + _LENGTH] for start in range(0, len(values) - _LENGTH, _STEP)]


COMPETITION = Bundled(
    id="pub-gesture-emg",
    title="Gestures by the muscles of the arm",
    domain="signal",
    metric="accuracy",
    target="gesture",
    signals="series",
    suffix=".npy",
    groups="hold",
    package="geomstats",
    version="2.8.0",
    lite=True,
    source="`emg.csv`: two people with a bracelet of eight electrodes, in two sessions each",
    licence="The package geomstats is under the MIT licence; it does not state another one for these files.",
    citation="Miolane N et al. Geomstats: a Python package for Riemannian geometry in machine learning. JMLR 21, 2020.",
    description="""\
Each file, `train/<id>.npy` or `test/<id>.npy`, is an array of shape (100, 8): what eight electrodes around the forearm saw in less than half a
second, as whole numbers about a middle of 127. Predict `gesture`: rest, rock, paper, scissors or ok. The rows of train.csv are from the first
session of two people, those of test.csv from their second one, in which the electrodes were put on anew. A gesture was held for some seconds;
`hold` tells in train.csv which rows are from the same ones.
""",
    digest="9a16a0dc3b449b053ff88dc40f0e96583b889513a93f56efb713df166d46f7b6",
    frames=frames,
)
