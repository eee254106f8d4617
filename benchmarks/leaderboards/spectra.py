"""More numbers that tell what a signal is like: how its values lie, how loud its frequencies are over time, and where kernels of one family show."""

from itertools import combinations, pairwise

import numpy as np
from scipy.fft import dct

from benchmarks.leaderboards.pipeline import Array

_TAPS, _HIGH = 9, 3  # of a kernel: two at 2, the others at -1, as in MiniRocket (Dempster, Schmidt, Webb 2021)
_LEVELS = (0.2, 0.5, 0.8)  # of what a kernel says: how often it says more
_EXAMPLES = 20  # signals by which these levels are found
_STRIDES_MAX = 5
_KERNELS = np.array([[2.0 if tap in high else -1.0 for tap in range(_TAPS)] for high in combinations(range(_TAPS), _HIGH)])  # shape (84, 9)


def moments(signal: Array) -> Array:
    """Of each channel, of what channels have in common, and of their steps: percentiles, energy, skew, peaks, speed, and how often they turn.

    Args:
        signal: Shape (n_samples, n_channels).
    """
    whole = with_magnitudes(signal)
    steps = np.diff(whole, axis=0)
    parts = [_spread(values) for values in (whole, steps)]
    sizes = [np.maximum(values.std(axis=0), 1e-9) for values in (whole, steps, np.diff(steps, axis=0))]
    crossed = (np.diff(np.sign(whole - whole.mean(axis=0)), axis=0) != 0).mean(axis=0)
    turned = (np.diff(np.sign(steps), axis=0) != 0).mean(axis=0)
    return np.concatenate([*parts, np.log(sizes[1] / sizes[0]), np.log(sizes[2] / sizes[1]), crossed, turned, [len(signal)]])


def bands(signal: Array, usual: int) -> Array:
    """Logarithms of the energy in bands: means and spreads over windows of two lengths, and the waves along the bands.

    Args:
        signal: Shape (n_samples, n_channels).
        usual: Samples of most signals.
    """
    found = []
    for channel in with_magnitudes(signal).T:
        for part in (2, 8):
            size = int(np.clip(2 ** np.floor(np.log2(usual / part)), 8, 1024))
            loud = _loud(channel - channel.mean(), size)
            middle = loud.mean(axis=0)
            found += [middle, loud.std(axis=0), dct(middle, norm="ortho")[:10], [np.log(np.square(channel).mean() + 1e-9)]]
    return np.concatenate(found)


def with_magnitudes(signal: Array) -> Array:
    """The channels, and how large they are together: all of them, and each three that follow each other, since sensors of motion have three axes."""
    count = signal.shape[1]
    if count == 1:
        return signal
    groups = [range(count), *([range(start, start + 3) for start in range(0, count, 3)] if count % 3 == 0 and count > 3 else [])]
    return np.column_stack([signal, *(np.sqrt(np.square(signal[:, group]).sum(axis=1)) for group in groups)])


def kernels(signals: list[Array], chance: np.random.Generator, *, level: bool) -> Array:
    """Shares of places where each of 84 kernels, stretched by some strides, says more than it often does; of the signals and of their steps.

    Args:
        signals: Each of shape (n_samples, n_channels).
        chance: Which channels a kernel looks at, and by which signals its levels are found.
        level: Whether each channel is brought to mean 0 and spread 1 first.
    """
    told = [(signal - signal.mean(axis=0)) / (signal.std(axis=0) + 1e-6) if level else signal for signal in signals]
    blocks = [_shares(values, chance) for values in (told, [np.diff(signal, axis=0) for signal in told])]
    return np.hstack(blocks)


def _shares(signals: list[Array], chance: np.random.Generator) -> Array:
    usual = float(np.median([len(signal) for signal in signals]))
    strides = np.unique(np.geomspace(1, max(1.0, (usual - 1) / (_TAPS - 1)), _STRIDES_MAX).astype(int))
    channels = signals[0].shape[1]
    found = []
    for stride in strides:
        looked = chance.random((len(_KERNELS), channels)) < 1.5 / channels
        looked[np.arange(len(_KERNELS)), chance.integers(channels, size=len(_KERNELS))] = True
        examples = [signals[place] for place in chance.permutation(len(signals))[:_EXAMPLES]]
        levels = np.quantile(np.hstack([_said(signal, stride, looked) for signal in examples]), _LEVELS, axis=1)
        found.append(np.stack([(_said(signal, stride, looked) > levels[:, :, None]).mean(axis=2).ravel() for signal in signals]))
    return np.hstack(found)


def _said(signal: Array, stride: int, looked: Array) -> Array:
    """What each kernel says at each place, shape (84, n_places); signals that are too short get their last value again."""
    lacking = (_TAPS - 1) * stride + 1 - len(signal)
    whole = np.pad(signal, ((0, max(0, lacking)), (0, 0)), mode="edge")
    places = len(whole) - (_TAPS - 1) * stride
    taps = np.stack([whole[tap * stride : tap * stride + places] for tap in range(_TAPS)])  # shape (9, n_places, n_channels)
    return np.asarray(np.einsum("kpc,kc->kp", np.tensordot(_KERNELS, taps, 1), looked.astype(float)))


def _spread(values: Array) -> Array:
    away = values - values.mean(axis=0)
    size = np.maximum(away.std(axis=0), 1e-9)
    shape = [np.clip((away**power).mean(axis=0) / size**power, -50, 50) for power in (3, 4)]
    percentiles = np.percentile(values, [2, 10, 25, 50, 75, 90, 98], axis=0).ravel()
    return np.concatenate([percentiles, np.log(size), np.abs(values).mean(axis=0), np.abs(away).max(axis=0) / size, *shape])


def _loud(channel: Array, size: int) -> Array:
    """Logarithm of the energy in each band and window, shape (n_windows, n_bands)."""
    padded = np.append(channel, np.zeros(max(0, size - len(channel))))
    frames = np.lib.stride_tricks.sliding_window_view(padded, size)[:: max(1, size // 2)] * np.hanning(size)
    power = np.square(np.abs(np.fft.rfft(frames)))
    edges = np.unique(np.round(np.geomspace(1, size // 2 + 1, 21)).astype(int))
    return np.log(np.stack([power[:, start:end].sum(axis=1) for start, end in pairwise(edges)], axis=1) + 1e-6)
