"""Files of signals hold the samples of a package and nothing else, the same bytes everywhere."""

from io import BytesIO

import numpy as np
from scipy.io import wavfile

from haste.competitions.bundled import pub_gesture_emg
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


def test_windows_of_the_later_session_are_for_the_test_and_come_without_their_hold() -> None:
    header = "time,c0,c1,c2,c3,c4,c5,c6,c7,label,exp\n"
    lines = [f"0,{','.join(['7'] * 8)},{label},a_s{session}\n" for session in (1, 2) for label in ("rest", "rock") for _ in range(350)]

    found: Frames = pub_gesture_emg.frames(lambda _: (header + "".join(lines)).encode("ascii"))

    assert found.train.groupby("gesture")["hold"].nunique().to_dict() == {"rest": 1, "rock": 1}
    assert "hold" not in found.test
    assert np.load(BytesIO(found.test["series"].iloc[0])).shape == (100, 8)
