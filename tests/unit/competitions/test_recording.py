"""Files of signals hold the samples of a package and nothing else, the same bytes everywhere."""

from io import BytesIO

import numpy as np
from scipy.io import wavfile

from haste.competitions.bundled import pub_appliance_current, pub_gesture_emg, pub_shoulder_exercise
from haste.competitions.bundled.recording import bare_wav, npy, series_of
from haste.competitions.bundled.source import Frames


def test_an_array_is_read_as_it_was_written() -> None:
    values = np.arange(800, dtype=np.uint8).reshape(100, 8)

    written = npy(values)

    assert np.array_equal(np.load(BytesIO(written), allow_pickle=False), values)
    assert (len(written) - 800) % 64 == 0


def test_a_sound_loses_its_end_and_whatever_was_written_beside_it() -> None:
    file = BytesIO()
    wavfile.write(file, 1000, np.arange(3000, dtype=np.int16))
    told = file.getvalue()[:12] + b"LIST" + (5).to_bytes(4, "little") + b"kick!\0" + file.getvalue()[12:]

    bare = bare_wav(told, seconds_max=2)

    assert b"kick" not in bare
    rate, samples = wavfile.read(BytesIO(bare))
    assert (rate, samples.tolist()) == (1000, list(range(2000)))


def test_series_stand_before_their_label() -> None:
    assert series_of("# words\n@problemName X\n@data\n1.0,2.50:3\n4:1\n\n") == [(["1.0", "2.50"], "3"), (["4"], "1")]


def test_seconds_of_new_people_are_for_the_test() -> None:
    moves = np.arange(6 * 120.0).reshape(120, 6)
    stored = {"X": [moves] * 10, "y": [0] * 10, "subject": range(10), "X_labels": list("abcdef"), "y_labels": ["ROW"]}
    file = BytesIO()
    np.save(file, np.array(stored, dtype=object), allow_pickle=True)

    found = pub_shoulder_exercise.frames(lambda _: file.getvalue())

    assert not set(found.train["person"]) & set(found.test["person"])
    assert (len(found.train), len(found.test)) == (12, 8)  # two whole seconds of six people, and of four
    assert set(found.train["b_00"]) == {"1.0000", "301.0000"}


def test_currents_keep_the_parts_of_their_archive_and_their_own_lengths() -> None:
    files = {"TRAIN": "@data\n1.0,2.5:3\n3:0\n", "TEST": "@data\n7,8,9:10\n"}

    found = pub_appliance_current.frames(lambda path: files[path.rpartition("_")[2].removesuffix(".ts")].encode())

    assert dict(zip(found.train["appliance"], found.train["series"], strict=True)) == {
        "fridge": b"current\n1.0\n2.5\n",
        "air conditioner": b"current\n3\n",
    }
    assert found.test["appliance"].tolist() == ["washing machine"]


def test_windows_of_the_later_session_are_for_the_test_and_come_without_their_hold() -> None:
    header = "time,c0,c1,c2,c3,c4,c5,c6,c7,label,exp\n"
    lines = [f"0,{','.join(['7'] * 8)},{label},a_s{session}\n" for session in (1, 2) for label in ("rest", "rock") for _ in range(350)]

    found: Frames = pub_gesture_emg.frames(lambda _: (header + "".join(lines)).encode("ascii"))

    assert found.train.groupby("gesture")["hold"].nunique().to_dict() == {"rest": 1, "rock": 1}
    assert "hold" not in found.test
    assert np.load(BytesIO(found.test["series"].iloc[0])).shape == (100, 8)
