"""Bring signals to one length and one scale, without gaps."""

from typing import TypeAlias

import numpy as np

Waves: TypeAlias = tuple[np.ndarray, np.ndarray]


def fitted(values: np.ndarray, step: float, samples: int) -> np.ndarray:
    """A signal in which so many samples became one, their mean, at most `samples` long; gaps are bridged by straight lines."""
    values = bridged(np.clip(values, -1e15, 1e15))
    if step > 1:
        starts = np.unique(np.arange(0, len(values), step).astype(int))
        counts = np.diff([*starts, len(values)])[:, None]
        values = np.add.reduceat(values, starts, axis=0) / counts if len(starts) else values
    elif step < 1:
        places = np.arange(0, len(values), step)
        values = np.column_stack([np.interp(places, np.arange(len(values)), channel) for channel in values.T])
    return values[:samples].astype(np.float32)


def bridged(values: np.ndarray) -> np.ndarray:
    """Channels without the gap at their end that all of them share, other gaps filled from both sides; a channel of gaps alone is 0."""
    known = np.isfinite(values)
    last = np.flatnonzero(known.any(axis=1))
    values, known = values[: last[-1] + 1 if len(last) else 0].copy(), known[: last[-1] + 1 if len(last) else 0]
    for channel in range(values.shape[1]):
        here = known[:, channel]
        if not here.all():
            places = np.flatnonzero(here)
            values[:, channel] = np.interp(np.arange(len(values)), places, values[places, channel]) if len(places) else 0.0
    return values


def evened(rows: list[np.ndarray], rows_test: list[np.ndarray], shape: tuple[int, int], *, silent: bool) -> tuple[Waves, Waves]:
    """Signals of one shape, and how many samples each has; after its end a row stays at its mean, or silent. One scale for all channels.

    A row without samples is the mean of the training rows.
    """
    lengths, lengths_test = (np.array([len(row) for row in part], dtype=int) for part in (rows, rows_test))
    waves, waves_test = (np.zeros((len(part), *shape), dtype=np.float32) for part in (rows, rows_test))
    for stack, part in ((waves, rows), (waves_test, rows_test)):
        for place, row in enumerate(part):
            if len(row):
                stack[place] = 0.0 if silent else row.mean(axis=0)
                stack[place, : len(row)] = row
    read = lengths > 0
    mean = waves[read].mean(axis=0) if read.any() else np.zeros(shape, dtype=np.float32)
    middle = np.median(waves[read], axis=(0, 1)) if read.any() else np.zeros(shape[1], dtype=np.float32)
    spread = max(float(np.abs(waves[read] - middle).mean()), 1e-30) if read.any() else 1.0
    waves[~read], waves_test[lengths_test == 0] = mean, mean
    usual = int(np.median(lengths[read])) if read.any() else shape[0]
    return (scaled(waves, spread), np.where(read, lengths, usual)), (scaled(waves_test, spread), np.where(lengths_test > 0, lengths_test, usual))


def scaled(waves: np.ndarray, spread: float) -> np.ndarray:
    """All signals in the same unit, in which a usual deviation is 1; what is absurdly large is cut."""
    return np.asarray(np.clip(waves / np.float32(spread), -1e6, 1e6), dtype=np.float32)
