"""What techniques do to signals, and the columns that they make of them."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from haste.techniques import registry
from haste.techniques.blueprint import Slot
from haste.techniques.copies.faster_waves import faster_waves
from haste.techniques.copies.louder_waves import louder_waves
from haste.techniques.copies.moved_waves import moved_waves
from haste.techniques.copies.noisy_waves import noisy_waves
from haste.techniques.copies.reversed_waves import reversed_waves
from haste.techniques.copies.turned_sensors import turned_sensors
from haste.techniques.features.autocorrelations import autocorrelations
from haste.techniques.features.channel_relations import channel_relations
from haste.techniques.features.loudness_curves import loudness_curves
from haste.techniques.features.mel_cepstra import mel_cepstra
from haste.techniques.features.mel_statistics import mel_statistics
from haste.techniques.features.random_convolutions import random_convolutions
from haste.techniques.features.spectral_shapes import spectral_shapes
from haste.techniques.features.spectrum_bands import spectrum_bands
from haste.techniques.features.wave_shapes import wave_shapes
from haste.techniques.features.window_statistics import window_statistics
from haste.techniques.scaffold.evening import bridged, evened, fitted
from haste.techniques.scaffold.joining import Block
from haste.techniques.scaffold.numbered import numbered_columns, read_numbered
from haste.techniques.waves.begun_at_the_peak import begun_at_the_peak
from haste.techniques.waves.magnitude_channel import magnitude_channel
from haste.techniques.waves.repeated_waves import repeated_waves
from haste.techniques.waves.stretched_waves import stretched_waves

RNG = np.random.default_rng(3)
NOISE = RNG.normal(size=(5, 200, 3)).astype(np.float32)
TIME = np.arange(512)


def tone(period: float, *, loud: float = 1.0) -> np.ndarray:
    """One signal of one channel that repeats itself."""
    return np.asarray(loud * np.sin(2 * np.pi * TIME / period), dtype=np.float32)[None, :, None]


def event(place: int, width: float) -> np.ndarray:
    """One signal that swells and fades once."""
    return np.asarray(np.exp(-np.abs(TIME - place) / width), dtype=np.float32)[None, :, None]


def test_a_closed_line_begins_at_its_peak_wherever_it_began() -> None:
    one, other = event(100, 9), np.roll(event(100, 9), 200, axis=1)

    assert begun_at_the_peak(one) == pytest.approx(begun_at_the_peak(other))
    assert begun_at_the_peak(one)[0].argmax() in (0, 1, 511)


def test_the_length_of_a_vector_does_not_care_how_a_sensor_is_turned() -> None:
    turned = turned_sensors(NOISE, 1)[0]

    assert magnitude_channel(turned)[:, :, 3] == pytest.approx(magnitude_channel(NOISE)[:, :, 3], abs=1e-4)
    assert np.abs(turned - NOISE).max() > 0.1


def test_short_signals_are_repeated_or_stretched_to_the_end() -> None:
    short = np.zeros((1, 8, 1), dtype=np.float32)
    short[0, :3, 0] = [1, 2, 3]

    assert repeated_waves(short, np.array([3]))[0, :, 0].tolist() == [1, 2, 3, 1, 2, 3, 1, 2]
    assert stretched_waves(short, np.array([3]))[0, :, 0] == pytest.approx(np.linspace(1, 3, 8))
    assert stretched_waves(short, np.array([0])).shape == short.shape


def test_copies_are_moved_both_ways_louder_backwards_noisy_and_faster() -> None:
    signal = tone(64)
    later, earlier = moved_waves(signal)
    louder, quieter = louder_waves(signal + 5)
    fast, slow = faster_waves(signal)

    assert np.roll(later, -2 * 25, axis=1) == pytest.approx(earlier)
    assert louder.mean() == pytest.approx(quieter.mean())
    assert louder.std() > signal.std() > quieter.std()
    assert reversed_waves(signal)[0][0, ::-1] == pytest.approx(signal[0])
    assert np.abs(noisy_waves(signal, 1)[0] - signal).std() == pytest.approx(0.07 * 0.6, abs=0.01)
    assert fast[0, 10] == pytest.approx(signal[0, 11], abs=1e-5)
    assert slow[0, 10] == pytest.approx(signal[0, 9], abs=1e-5)


def test_a_faster_tone_has_its_energy_in_a_higher_band_and_resembles_itself_sooner() -> None:
    slow, fast = spectrum_bands(tone(64), tone(8))
    self_slow, self_fast = autocorrelations(tone(64), tone(8))

    assert fast.argmax() > slow.argmax()
    assert (self_slow[0, -1], self_fast[0, -1]) == pytest.approx((64 / 512, 8 / 512), abs=0.01)
    bright_slow, bright_fast = spectral_shapes(tone(64), tone(8), 0.0)
    assert bright_fast[0, 0] > bright_slow[0, 0]
    crossings = [found[0, 1] for found in wave_shapes(tone(64), tone(8))]
    assert crossings[1] > 4 * crossings[0]


@pytest.mark.parametrize("feature", [mel_cepstra, mel_statistics, spectral_shapes])
def test_a_loud_row_among_the_test_rows_leaves_the_others_as_they_are(feature: Callable[..., Block]) -> None:
    sounds = np.concatenate([tone(64), tone(8), tone(8, loud=0.01)])

    alone = feature(sounds, sounds, rate=8000.0)[1]
    beside_a_loud_one = feature(sounds, np.concatenate([sounds, tone(16, loud=1000.0)]), rate=8000.0)[1]

    assert beside_a_loud_one[:3] == pytest.approx(alone, rel=1e-4, abs=1e-4)


def test_an_event_that_fades_slowly_is_told_from_a_short_one_and_later_from_earlier() -> None:
    short, long = loudness_curves(event(100, 5), event(300, 40))

    *_, peak, fade, _, _ = short[0]
    *_, peak_long, fade_long, _, _ = long[0]
    assert peak_long > peak
    assert fade_long > fade


def test_channels_that_move_together_are_told_from_those_that_do_not() -> None:
    together = np.repeat(NOISE[:, :, :1], 3, axis=2)

    apart, joined = channel_relations(NOISE, together)

    assert np.abs(apart[:, :3]).max() < 0.4
    assert joined[:, :3] == pytest.approx(np.ones((5, 3)), abs=1e-3)


def test_random_patterns_are_the_same_for_the_same_seed_and_shares_lie_between_0_and_1() -> None:
    one, again = (random_convolutions(NOISE, NOISE[:2], 1, patterns=20) for _ in range(2))

    assert np.array_equal(one[0], again[0])
    assert one[0][:2] == pytest.approx(one[1])
    assert ((one[0][:, ::2] >= 0) & (one[0][:, ::2] <= 1)).all()


def test_louder_sounds_differ_in_one_coefficient_alone() -> None:
    sound = tone(8) + np.random.default_rng(1).normal(size=(1, 512, 1))
    quiet, loud = mel_cepstra(sound, 3 * sound, 8000.0)

    assert abs(loud[0, 0] - quiet[0, 0]) > 1
    assert np.abs(loud[0, 1:20] - quiet[0, 1:20]).max() < 0.5


def test_statistics_tell_where_in_a_signal_something_is() -> None:
    early, late = window_statistics(event(60, 9), event(450, 9))

    assert np.abs(early - late).max() > 0.1


def test_gaps_are_bridged_and_the_end_that_all_channels_lack_is_cut() -> None:
    values = np.array([[np.nan, 1], [2, np.nan], [4, 3], [np.nan, np.nan]])

    assert bridged(values).tolist() == [[2, 1], [2, 2], [4, 3]]
    assert bridged(np.full((3, 2), np.nan)).shape == (0, 2)


def test_samples_are_averaged_drawn_out_and_cut() -> None:
    ramp = np.arange(10.0)[:, None]

    assert fitted(ramp, 2.0, 99).ravel().tolist() == [0.5, 2.5, 4.5, 6.5, 8.5]
    assert fitted(ramp, 0.5, 99).ravel().tolist() == [place / 2 for place in range(19)] + [9.0]
    assert len(fitted(ramp, 1.0, 4)) == 4


def test_rows_without_a_signal_are_like_the_others_and_short_ones_stay_at_their_mean() -> None:
    rows = [np.array([[2.0], [4.0]]), np.empty((0, 1)), np.array([[3.0], [3.0], [3.0]])]

    (waves, lengths), (tests, lengths_test) = evened(rows, [np.empty((0, 1))], (3, 1), silent=False)

    assert waves[0, 2] == pytest.approx(waves[0, :2].mean())
    assert waves[1] == pytest.approx((waves[0] + waves[2]) / 2)
    assert tests[0] == pytest.approx(waves[1])
    assert (lengths.tolist(), lengths_test.tolist()) == ([2, 2, 3], [2])


def test_numbered_columns_are_read_in_the_order_of_their_numbers() -> None:
    names = ["x10", "x9", "x1.5", "xa", "y2", "x1_b"]
    frame = pd.DataFrame({"v10": ["3"], "v2": ["2"], "v1": ["1"], "w": ["0"]})

    (waves, _), _ = read_numbered(frame, frame, [("v", "")], (3, 1), 1.0)

    assert numbered_columns(names, "x", "") == ["x1.5", "x9", "x10"]
    assert (np.diff(waves[0, :, 0]) > 0).all()


@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # silence has no main directions
def test_every_feature_of_signals_is_finite_on_silence_and_on_a_single_row() -> None:
    silence = np.zeros((2, 300, 3), dtype=np.float32)
    given = {"waves": silence, "waves_test": silence[:1], "lengths": np.array([0, 300]), "lengths_test": np.array([1]), "seed": 0, "rate": 8000.0}
    for technique in registry.every().values():
        if technique.domains == ("signal",) and technique.slot is Slot.FEATURES and technique.function is not None:
            asked = {name: given[name] for name in technique.function.__annotations__ if name in given}
            x, x_test = technique.function(**asked)
            assert np.isfinite(x).all(), technique.slug
            assert (len(x), len(x_test)) == (2, 1), technique.slug
