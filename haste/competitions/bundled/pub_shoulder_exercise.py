"""Which exercise does somebody do? Classification of movement in six channels, of new people, as numbered columns."""

from io import BytesIO

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from haste.competitions.bundled.package import Read
from haste.competitions.bundled.source import Bundled, Frames, shuffled

_LENGTH = 50  # samples: a second
_TRAIN, _TEST, _TEST_PEOPLE = 600, 600, 4
_NAMES = {
    "PEN": "pendulum",
    "ABD": "abduction",
    "FEL": "forward elevation",
    "IR": "internal rotation",
    "ER": "external rotation",
    "TRAP": "trapezius",
    "ROW": "row",
}


def frames(read: Read) -> Frames:
    """Seconds of six people for training, of four other ones for the test."""
    stored = np.load(BytesIO(read("seglearn/data/watch_dataset.npy")), allow_pickle=True).item()  # a package's own file: no more trust than its code
    columns = [f"{channel}_{place:02d}" for channel in stored["X_labels"] for place in range(_LENGTH)]
    people = sorted({int(person) for person in stored["subject"]})
    tested = {people[place] for place in shuffled(len(people), "pub-shoulder-exercise/people")[:_TEST_PEOPLE]}
    seconds = [
        (int(person) in tested, f"P{int(person):02d}", np.asarray(signal)[start : start + _LENGTH].T.ravel(), _NAMES[stored["y_labels"][int(code)]])
        for signal, code, person in zip(stored["X"], stored["y"], stored["subject"], strict=True)
        for start in range(0, len(signal) - _LENGTH, _LENGTH)
    ]
    order = [seconds[place] for place in shuffled(len(seconds), "pub-shoulder-exercise")]
    train, test = (_table([row for row in order if row[0] == later][:count], columns) for later, count in ((False, _TRAIN), (True, _TEST)))
    return Frames(train=train, test=test)


def _table(rows: list[tuple[bool, str, NDArray[np.float64], str]], columns: list[str]) -> pd.DataFrame:
    values = pd.DataFrame([[f"{value:.4f}" for value in signal] for _, _, signal, _ in rows], columns=columns, dtype=str)
    values.insert(0, "person", [person for _, person, _, _ in rows])
    return values.assign(exercise=[exercise for _, _, _, exercise in rows])


COMPETITION = Bundled(
    id="pub-shoulder-exercise",
    title="Exercises for the shoulder, seen by a watch",
    domain="signal",
    metric="accuracy",
    target="exercise",
    package="seglearn",
    version="1.2.5",
    optional=True,
    source="`watch_dataset.npy`: ten people with a watch on either arm",
    licence="The package seglearn states BSD as its licence; it does not state another one for this file.",
    citation="Burns DM et al. Shoulder physiotherapy exercise recognition: machine learning the inertial signals from a smartwatch. 2018.",
    description="""\
Each row is one second of an exercise, 50 moments of six channels of a watch: `ax_00` to `az_49` are the accelerations along its three axes, `wx_00`
to `wz_49` the speeds at which it turned about them. `person` tells whose arm it was: nobody stands in both train.csv and test.csv. Predict
`exercise`, one of seven.
""",
    digest="90ef7338da8d15209e132ac32223e35fe1397ec917c873532491b65f9fe10bd6",
    frames=frames,
)
