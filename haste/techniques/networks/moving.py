"""Images that are seen a little otherwise each time."""

import math

import torch
from torch.nn import functional

from haste.techniques.networks.training import Course


def moved_images(course: Course, images: torch.Tensor) -> torch.Tensor:
    """Turned by ten degrees at most, moved and zoomed by a tenth, stronger or fainter; mirrored or on another side where that means the same."""
    rows, device = len(images), images.device
    angle, zoom, right, down, light = (2 * torch.rand(5, rows, device=device) - 1) * 0.1
    angle = angle * math.pi / 1.8
    if course.turned:
        square = images.shape[2] == images.shape[3]
        angle = angle + math.pi / 2 * (torch.randint(4, (rows,), device=device) if square else 2 * torch.randint(2, (rows,), device=device))
    side = 1 - 2 * torch.randint(2, (rows,), device=device) if course.mirrored else torch.ones(rows, device=device)
    along, across = (1 + zoom) * angle.cos(), (1 + zoom) * angle.sin()
    ways = torch.stack([torch.stack([along * side, -across, right], dim=1), torch.stack([across * side, along, down], dim=1)], dim=1)
    places = functional.affine_grid(ways, list(images.shape), align_corners=False)
    moved = functional.grid_sample(images, places, padding_mode="border", align_corners=False)
    return torch.as_tensor(moved * (1 + light[:, None, None, None]))


def image_looks(course: Course, images: torch.Tensor) -> list[torch.Tensor]:
    """The images, their mirror images where these mean the same, and all of them upside down where no side is up."""
    looks = [images, images.flip(3)] if course.mirrored else [images]
    return [*looks, *(look.flip(2, 3) for look in looks)] if course.turned else looks


def shifted_image_looks(course: Course, images: torch.Tensor) -> list[torch.Tensor]:
    """All of these, and each moved by a small step four ways."""
    height, width = images.shape[2:]
    step = max(1, round(max(height, width) / 28))
    places = ((1, 1), (0, 1), (2, 1), (1, 0), (1, 2))
    wider = [functional.pad(look, (step, step, step, step), mode="replicate") for look in image_looks(course, images)]
    return [look[:, :, y * step : y * step + height, x * step : x * step + width] for look in wider for y, x in places]
