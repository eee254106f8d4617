"""Signals as waves of many frequencies."""

import numpy as np

from haste.techniques.scaffold.windowing import flat, in_parts


def power_spectrum(waves: np.ndarray) -> np.ndarray:
    """Energy by frequency of signals without their mean, shape (rows, frequencies, channels)."""
    away = waves - waves.mean(axis=1, keepdims=True)
    faded = away * np.hanning(waves.shape[1] + 2)[1:-1, None].astype(waves.dtype)
    return np.asarray(np.square(np.abs(np.fft.rfft(faded, axis=1)))[:, 1:] / waves.shape[1])


def band_edges(count: int, bands: int) -> list[int]:
    """Where bands of frequencies begin, each about as much wider than the one before; the first ones hold a single frequency."""
    edges = np.unique(np.round(np.geomspace(1, count + 1, bands + 1)).astype(int) - 1)
    return [int(edge) for edge in edges] if len(edges) > 1 else [0, count]


def mel_bands(frequencies: np.ndarray, bands: int) -> np.ndarray:
    """Weights of bands that overlap and are as wide as an ear hears, shape (frequencies, bands); frequencies in cycles a second."""
    heard = 2595 * np.log10(1 + frequencies / 700)
    edges = np.linspace(heard[1], heard[-1], bands + 2)
    rising = (heard[:, None] - edges[:-2]) / np.diff(edges)[:-1]
    falling = (edges[2:] - heard[:, None]) / np.diff(edges)[1:]
    weights = np.maximum(np.minimum(rising, falling), 0)
    return np.asarray(weights / np.maximum(weights.sum(axis=0), 1e-9))


def frames_of(waves: np.ndarray, length: int, hop: int) -> np.ndarray:
    """Overlapping pieces of signals, faded in and out, shape (rows, pieces, length, channels)."""
    padded = np.pad(waves, ((0, 0), (0, max(0, length - waves.shape[1])), (0, 0)))
    pieces = np.lib.stride_tricks.sliding_window_view(padded, length, axis=1)[:, ::hop]
    return np.asarray(pieces.swapaxes(2, 3) * np.hanning(length + 2)[1:-1, None].astype(waves.dtype))


def log_mel(waves: np.ndarray, rate: float, bands: int) -> np.ndarray:
    """Logarithm of the loudness by time and band, shape (rows, times, bands, channels): at most some hundred times."""
    length = int(2 ** round(np.log2(max(32, rate / 40 if rate >= 4000 else waves.shape[1] / 16))))
    length = max(8, min(length, waves.shape[1]))
    hop = max(length // 2, waves.shape[1] // 128)
    weights = mel_bands(np.fft.rfftfreq(length, 1 / (rate or 8000.0)), min(bands, length // 2)).astype(np.float32)
    parts = []
    for part in in_parts(waves, 1_000_000):
        power = np.square(np.abs(np.fft.rfft(frames_of(part, length, hop), axis=2))) / length
        parts.append(np.einsum("rtfc,fb->rtbc", power.astype(np.float32), weights))
    loudness = np.concatenate(parts)
    return np.asarray(np.log(loudness + 1e-6))


def log_bands(waves: np.ndarray, bands: int) -> np.ndarray:
    """Logarithm of the energy in bands of frequencies, shape (rows, bands x channels)."""
    parts = []
    for part in in_parts(waves):
        power = power_spectrum(part)
        edges = band_edges(power.shape[1], bands)
        widths = np.diff([*edges[:-1], power.shape[1]])
        parts.append(np.log(np.add.reduceat(power, edges[:-1], axis=1) / widths[None, :, None] + 1e-6))
    return flat(np.concatenate(parts))
