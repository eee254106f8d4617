"""A residual network that tells by what it sees on every scale."""

from itertools import pairwise
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from haste.techniques.networks.moving import moved_images, shifted_image_looks
from haste.techniques.networks.training import Course, Terms, trained_classes, trained_numbers


class ResidualStep(nn.Module):
    """What two convolutions add to the maps, which are halved in size."""

    def __init__(self, before: int, after: int) -> None:
        """Begin with random weights."""
        super().__init__()
        self.added = nn.Sequential(
            nn.Conv2d(before, after, 3, stride=2, padding=1, bias=False),
            nn.BatchNorm2d(after),
            nn.ReLU(),
            nn.Conv2d(after, after, 3, padding=1, bias=False),
            nn.BatchNorm2d(after),
        )
        self.kept = nn.Sequential(nn.AvgPool2d(2, ceil_mode=True), nn.Conv2d(before, after, 1, bias=False), nn.BatchNorm2d(after))

    def forward(self, maps: torch.Tensor) -> torch.Tensor:
        """Maps of half the size."""
        return functional.relu(self.kept(maps) + self.added(maps))


class ResidualScales(nn.Module):
    """Three residual steps; the answer reads the means and the largest values of the maps of each, beside the columns."""

    def __init__(self, channels: int, columns: int, outputs: int, width: int = 16) -> None:
        """Begin with random weights."""
        super().__init__()
        widths = [width, 2 * width, 4 * width, 4 * width]
        self.first = nn.Sequential(nn.Conv2d(channels, width, 3, padding=1, bias=False), nn.BatchNorm2d(width), nn.ReLU())
        self.steps = nn.ModuleList(ResidualStep(before, after) for before, after in pairwise(widths))
        self.beside = nn.Sequential(nn.Linear(columns, 2 * width), nn.ReLU())
        self.answer = nn.Sequential(nn.Dropout(0.3), nn.Linear(2 * sum(widths[1:]) + 2 * width, outputs))

    def forward(self, images: torch.Tensor, columns: torch.Tensor) -> torch.Tensor:
        """Outputs, shape (rows, outputs)."""
        maps, seen = self.first(images), [self.beside(columns)]
        for step in self.steps:
            maps = step(maps)
            seen += [maps.mean(dim=(2, 3)), maps.amax(dim=(2, 3))]
        return torch.as_tensor(self.answer(torch.cat(seen, dim=1)))


def residual_numbers(x: np.ndarray, y: np.ndarray, x_test: np.ndarray, seed: int, terms: Terms, **changes: Any) -> np.ndarray:  # noqa: ANN401 - fields of a course
    """Numbers by a residual network."""
    return trained_numbers(Course(ResidualScales, moved_images, shifted_image_looks, seed, *terms, **changes), x, y, x_test)


def residual_classes(x: np.ndarray, y: np.ndarray, x_test: np.ndarray, seed: int, terms: Terms, **changes: Any) -> np.ndarray:  # noqa: ANN401 - the same
    """Probabilities of classes by a residual network."""
    return trained_classes(Course(ResidualScales, moved_images, shifted_image_looks, seed, *terms, **changes), x, y, x_test)
