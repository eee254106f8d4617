"""A network of convolutions of several lengths along time."""

from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from haste.techniques.networks.training import Course, Terms, trained_classes, trained_numbers

SAMPLES_MAX: int = 512  # of a channel; longer signals are averaged over neighbours


class SeveralLengths(nn.Module):
    """Patterns of three lengths and the largest values near by, side by side, added to what came in; then half as many samples."""

    def __init__(self, before: int, width: int) -> None:
        """Begin with random weights."""
        super().__init__()
        self.narrow = nn.Conv1d(before, width, 1, bias=False)
        self.patterns = nn.ModuleList(nn.Conv1d(width, width, length, padding="same", bias=False) for length in (5, 11, 23))
        self.near = nn.Sequential(nn.MaxPool1d(3, stride=1, padding=1), nn.Conv1d(before, width, 1, bias=False))
        self.level = nn.BatchNorm1d(4 * width)
        self.kept = nn.Sequential(nn.Conv1d(before, 4 * width, 1, bias=False), nn.BatchNorm1d(4 * width))

    def forward(self, waves: torch.Tensor) -> torch.Tensor:
        """Four times the width in channels, half the samples."""
        narrow = self.narrow(waves)
        found = torch.cat([*(pattern(narrow) for pattern in self.patterns), self.near(waves)], dim=1)
        return functional.max_pool1d(functional.relu(self.level(found) + self.kept(waves)), 2, ceil_mode=True)


class InceptionWaves(nn.Module):
    """Three such steps; the answer reads means and largest values over time, beside the columns."""

    def __init__(self, channels: int, columns: int, outputs: int, width: int = 16) -> None:
        """Begin with random weights."""
        super().__init__()
        self.steps = nn.Sequential(SeveralLengths(channels, width), SeveralLengths(4 * width, width), SeveralLengths(4 * width, width))
        self.beside = nn.Sequential(nn.Linear(columns, 2 * width), nn.ReLU())
        self.answer = nn.Sequential(nn.Dropout(0.3), nn.Linear(10 * width, outputs))

    def forward(self, waves: torch.Tensor, columns: torch.Tensor) -> torch.Tensor:
        """Outputs, shape (rows, outputs)."""
        shorter = functional.avg_pool1d(waves, max(1, -(-waves.shape[2] // SAMPLES_MAX)), ceil_mode=True)
        found = self.steps(shorter)
        return torch.as_tensor(self.answer(torch.cat([found.mean(dim=2), found.amax(dim=2), self.beside(columns)], dim=1)))


def moved_waves_a_little(_course: Course, waves: torch.Tensor) -> torch.Tensor:
    """Begun a little earlier or later, louder or softer, with some noise."""
    rows, device, samples = len(waves), waves.device, waves.shape[2]
    start = torch.randint(-(samples // 20), samples // 20 + 1, (rows, 1), device=device)
    place = (torch.arange(samples, device=device)[None] + start).clamp(0, samples - 1)
    moved = waves.gather(2, place[:, None].expand(-1, waves.shape[1], -1))
    return moved * (0.9 + 0.2 * torch.rand(rows, 1, 1, device=device)) + 0.03 * torch.randn_like(moved)


def wave_looks(_course: Course, waves: torch.Tensor) -> list[torch.Tensor]:
    """The signals as they are."""
    return [waves]


def inception_numbers(x: np.ndarray, y: np.ndarray, x_test: np.ndarray, seed: int, terms: Terms, **changes: Any) -> np.ndarray:  # noqa: ANN401 - fields of a course
    """Numbers by convolutions of several lengths."""
    return trained_numbers(Course(InceptionWaves, moved_waves_a_little, wave_looks, seed, *terms, **changes), x, y, x_test)


def inception_classes(x: np.ndarray, y: np.ndarray, x_test: np.ndarray, seed: int, terms: Terms, **changes: Any) -> np.ndarray:  # noqa: ANN401 - the same
    """Probabilities of classes by convolutions of several lengths."""
    return trained_classes(Course(InceptionWaves, moved_waves_a_little, wave_looks, seed, *terms, **changes), x, y, x_test)
