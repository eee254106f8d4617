"""Numbers that tell what a signal is like: of its values, its windows, its frequencies, its channels, and of patterns drawn at random."""

from itertools import pairwise

import numpy as np

from benchmarks.leaderboards.pipeline import Array

_POINTS = 12  # at which values are read one by one
_PATTERNS = 300
_TAPS = 9


def plain(signal: Array) -> Array:
    """Mean, spread, extremes and middle of each channel, and the length.

    Args:
        signal: Shape (n_samples, n_channels).
    """
    parts = [signal.mean(axis=0), signal.std(axis=0), signal.min(axis=0), signal.max(axis=0), np.median(signal, axis=0), [len(signal)]]
    return np.concatenate(parts)


def detailed(signal: Array) -> Array:
    """All that, steps, percentiles, frequencies, covariances, and values at some points."""
    steps = np.diff(signal, axis=0)
    parts: list[Array] = [plain(signal), steps.std(axis=0), np.abs(steps).mean(axis=0), np.percentile(signal, [10, 25, 75, 90], axis=0).ravel()]
    for channel in signal.T:
        strength = np.abs(np.fft.rfft(channel - channel.mean(), 512 if len(channel) > 64 else 64))
        share = strength / (strength.sum() + 1e-9)
        bands = np.array_split(share[1:], 24 if signal.shape[1] < 4 else 8)
        parts += [np.array([band.sum() for band in bands]), share[1 : 33 if signal.shape[1] == 1 else 5]]
    if signal.shape[1] > 1:
        covariance = np.atleast_2d(np.cov(signal.T))
        parts += [covariance[np.triu_indices(len(covariance))], np.log(np.diag(covariance) + 1e-6)]
    return np.asarray(np.nan_to_num(np.concatenate([*parts, points(signal, _POINTS)])))


def windows(signal: Array, count: int = 5) -> Array:
    """Mean, spread and range of each channel in some windows, how often it turns, and its length."""
    parts: list[Array] = []
    for window in np.array_split(signal, count):
        parts += [window.mean(axis=0), np.log(window.std(axis=0) + 1e-6), np.ptp(window, axis=0)]
        parts.append((np.diff(np.sign(np.diff(window, axis=0)), axis=0) != 0).mean(axis=0))
    return np.concatenate([*parts, [len(signal)]])


def tones(signal: Array, usual: int) -> Array:
    """Logarithms of the energy in bands over time: means, spreads, the first moments, and first against last.

    Args:
        signal: Shape (n_samples, n_channels).
        usual: Samples of most signals.
    """
    size = 512 if usual > 4000 else int(2 ** np.clip(np.floor(np.log2(usual / 4)), 4, 7))
    found = []
    for channel in signal.T:
        padded = np.append(channel, np.zeros(max(0, 2 * size - len(channel))))
        frames = np.lib.stride_tricks.sliding_window_view(padded, size)[:: size // 2] * np.hanning(size)
        power = np.square(np.abs(np.fft.rfft(frames)))
        edges = np.unique(np.round(np.geomspace(1, size // 2 + 1, 33 if usual > 4000 else 13)).astype(int))
        loud = np.log(np.stack([power[:, start:end].sum(axis=1) for start, end in pairwise(edges)]) + 1e-6)
        found += [loud.mean(axis=1), loud.std(axis=1), loud[:, :4].mean(axis=1), loud[:, -1] - loud[:, 0]]
    return np.concatenate([*found, [len(signal)]])


def waves(signal: Array) -> Array:
    """Strengths of the slow waves, which do not tell where a closed line begins, and the order of its sizes."""
    strength = np.abs(np.fft.rfft(points(signal, 256).reshape(256, -1), axis=0))[1:41]
    return np.concatenate([np.sqrt(strength).ravel(), np.sort(points(signal, 64).reshape(64, -1), axis=0)[::4].ravel()])


def relations(signal: Array) -> Array:
    """How channels go together, their energies and those of their steps; of one channel how it resembles itself a little later."""
    found = []
    for values in (signal, np.diff(signal, axis=0)):
        away = values - values.mean(axis=0)
        covariance = away.T @ away / len(away) + 1e-6 * np.eye(signal.shape[1])
        sizes = np.sqrt(np.diag(covariance))
        found += [np.log(sizes), (covariance / np.outer(sizes, sizes))[np.triu_indices(len(sizes), 1)], np.log(np.linalg.eigvalsh(covariance))]
    for channel in (signal - signal.mean(axis=0)).T:
        whole = (channel**2).sum() + 1e-9
        found.append(np.array([(channel[lag:] * channel[:-lag]).sum() / whole for lag in (1, 2, 3, 5, 8, 13)]))
    return np.concatenate(found)


def points(signal: Array, count: int) -> Array:
    """Values at so many places from start to end, between samples on a straight line; shape (count x n_channels,)."""
    places = np.linspace(0, len(signal) - 1, count)
    return np.stack([np.interp(places, np.arange(len(signal)), channel) for channel in signal.T], axis=1).ravel()


def patterns(signals: list[Array], chance: np.random.Generator) -> Array:
    """Share of places where random patterns show and how strongly they do at most, after each channel was brought to one level."""
    length = int(np.clip(np.median([len(signal) for signal in signals]), 16, 1000))
    stack = np.stack([points(signal, length).reshape(length, -1) for signal in signals])
    stack = (stack - stack.mean(axis=1, keepdims=True)) / (stack.std(axis=1, keepdims=True) + 1e-6)
    columns = []
    for _ in range(_PATTERNS):
        weights = chance.normal(size=_TAPS)
        weights -= weights.mean()
        stride = int(2 ** chance.uniform(0, np.log2((length - 1) / (_TAPS - 1))))
        channel = stack[:, :, int(chance.integers(stack.shape[2]))]
        inner = length - (_TAPS - 1) * stride
        answer = sum(weight * channel[:, tap * stride : tap * stride + inner] for tap, weight in enumerate(weights))
        columns += [(answer > chance.normal()).mean(axis=1), np.max(answer, axis=1)]
    return np.stack(columns, axis=1)
