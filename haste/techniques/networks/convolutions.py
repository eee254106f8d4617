"""A small convolutional network."""

from itertools import pairwise
from typing import Any

import numpy as np
import torch
from torch import nn

from haste.techniques.networks.moving import image_looks, moved_images
from haste.techniques.networks.training import Course, Terms, trained_classes, trained_numbers


class SmallConvolutions(nn.Module):
    """Three rounds of edges, parts and shapes; then what is there on the whole and what stands out, beside the columns."""

    def __init__(self, channels: int, columns: int, outputs: int, width: int = 16) -> None:
        """Begin with random weights."""
        super().__init__()
        widths = [channels, width, 2 * width, 4 * width]
        rounds: list[nn.Module] = []
        for before, after in pairwise(widths):
            rounds += [nn.Conv2d(before, after, 3, padding=1, bias=False), nn.BatchNorm2d(after), nn.ReLU(), nn.MaxPool2d(2, ceil_mode=True)]
        self.rounds = nn.Sequential(*rounds)
        self.beside = nn.Sequential(nn.Linear(columns, 2 * width), nn.ReLU())
        self.answer = nn.Sequential(nn.Dropout(0.2), nn.Linear(10 * width, outputs))

    def forward(self, images: torch.Tensor, columns: torch.Tensor) -> torch.Tensor:
        """Outputs, shape (rows, outputs)."""
        maps = self.rounds(images)
        seen = torch.cat([maps.mean(dim=(2, 3)), maps.amax(dim=(2, 3)), self.beside(columns)], dim=1)
        return torch.as_tensor(self.answer(seen))


def convolved_numbers(x: np.ndarray, y: np.ndarray, x_test: np.ndarray, seed: int, terms: Terms, **changes: Any) -> np.ndarray:  # noqa: ANN401 - fields of a course
    """Numbers by a small convolutional network."""
    return trained_numbers(Course(SmallConvolutions, moved_images, image_looks, seed, *terms, **changes), x, y, x_test)


def convolved_classes(x: np.ndarray, y: np.ndarray, x_test: np.ndarray, seed: int, terms: Terms, **changes: Any) -> np.ndarray:  # noqa: ANN401 - fields of a course
    """Probabilities of classes by a small convolutional network."""
    return trained_classes(Course(SmallConvolutions, moved_images, image_looks, seed, *terms, **changes), x, y, x_test)
