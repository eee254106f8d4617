"""Train a network within the time given, and predict with it."""

import logging
import math
import time
import warnings
from collections.abc import Callable
from typing import NamedTuple, TypeAlias

import numpy as np
import pytorch_lightning as pl
import torch
from torch import nn
from torch.nn import functional
from torch.utils.data import DataLoader, RandomSampler, TensorDataset

from haste.techniques.scaffold.joining import standardised

Form: TypeAlias = tuple[int, ...]
Terms: TypeAlias = tuple[Form, int, float]
Build: TypeAlias = Callable[[int, int, int], nn.Module]
Loss: TypeAlias = Callable[[torch.Tensor, torch.Tensor], torch.Tensor]


class Course(NamedTuple):
    """How a network is trained, and what it is asked."""

    build: Build  # makes it for so many channels, columns and outputs
    vary: Callable[["Course", torch.Tensor], torch.Tensor]  # changes what is shown a little, otherwise each time
    looks: Callable[["Course", torch.Tensor], list[torch.Tensor]]  # ways to see a row that predictions are averaged over
    seed: int
    form: Form  # of what a row shows: height, width and channels, or samples and channels
    cpus: int
    seconds: float  # that this training may take
    shown: int = 20_000  # rows in all, each as often as comes out
    rounds_max: int = 50  # over all rows
    batch: int = 32
    rate: float = 3e-3  # the highest that steps are taken at
    class_weight: str | None = None
    mirrored: bool = False  # whether left and right mean the same
    turned: bool = False  # whether no side is up
    mixed: float = 0.0  # how strongly two rows are mixed into one; 0 is not at all
    workers: int = 0


class Learner(pl.LightningModule):
    """One training: its steps grow and shrink with the share that is done, counted in steps or, where time is short, by the clock."""

    def __init__(self, course: Course, network: nn.Module, loss: Loss, steps: int) -> None:
        """Begin now."""
        super().__init__()
        self.course, self.network, self.loss, self.steps = course, network, loss, steps
        self.began = time.monotonic()

    def share_done(self) -> float:
        """How much of the training lies behind; a clock that is far from its end changes nothing, so that a seed gives the same again."""
        clock = (time.monotonic() - self.began) / self.course.seconds
        return max(self.global_step / self.steps, clock if clock > 0.25 else 0.0)

    def configure_optimizers(self) -> torch.optim.Optimizer:
        """Adam, with weights that shrink a little at each step."""
        return torch.optim.AdamW(self.parameters(), lr=self.course.rate, weight_decay=0.02)

    def on_train_batch_start(self, *_: object, **__: object) -> None:
        """Longer steps during the first fifth, then shorter ones until there is nothing left to do."""
        done = min(1.0, self.share_done())
        length = done / 0.2 if done < 0.2 else 0.5 + 0.5 * math.cos(math.pi * (done - 0.2) / 0.8)
        for group in self.trainer.optimizers[0].param_groups:
            group["lr"] = self.course.rate * max(length, 1e-3)

    def training_step(self, batch: list[torch.Tensor]) -> torch.Tensor:
        """The loss on rows that are seen a little otherwise each time, and mixed where that is wanted."""
        shown, columns, wanted = batch
        shown = self.course.vary(self.course, shown)
        if self.course.mixed > 0:
            share = torch.distributions.Beta(self.course.mixed, self.course.mixed).sample().to(shown.device)
            other = torch.randperm(len(wanted), device=shown.device)
            shown, columns, wanted = (share * part + (1 - share) * part[other] for part in (shown, columns, wanted))
        return self.loss(self.network(shown, columns), wanted)

    def on_train_batch_end(self, *_: object, **__: object) -> None:
        """Stop when the time is over."""
        if self.share_done() >= 1:
            self.trainer.should_stop = True

    def predict_step(self, batch: list[torch.Tensor]) -> torch.Tensor:
        """What comes out for each row and look, shape (rows, looks, outputs)."""
        shown, columns = batch
        return torch.stack([self.network(look, columns).float() for look in self.course.looks(self.course, shown)], dim=1)


def trained_classes(course: Course, x: np.ndarray, y: np.ndarray, x_test: np.ndarray) -> np.ndarray:
    """Probabilities of the classes 0 .. m - 1, averaged over looks."""
    counts = np.bincount(y)
    weights = torch.tensor(len(y) / (len(counts) * counts) if course.class_weight else np.ones(len(counts)), dtype=torch.float32)

    def loss(outputs: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
        return functional.cross_entropy(outputs, wanted, weight=weights.to(outputs.device), label_smoothing=0.05)

    outputs = trained(course, x, np.eye(len(counts))[y], x_test, loss)
    return np.asarray(outputs.softmax(dim=2).mean(dim=1), dtype=float)


def trained_numbers(course: Course, x: np.ndarray, y: np.ndarray, x_test: np.ndarray) -> np.ndarray:
    """Numbers, by way of a target of spread 1, averaged over looks."""
    centre, spread = float(y.mean()), max(float(y.std()), 1e-9)
    outputs = trained(course, x, (y[:, None] - centre) / spread, x_test, functional.smooth_l1_loss)
    return np.asarray(outputs.mean(dim=1)[:, 0], dtype=float) * spread + centre


def trained(course: Course, x: np.ndarray, wanted: np.ndarray, x_test: np.ndarray, loss: Loss) -> torch.Tensor:
    """Train on rows, shape (rows, columns and values of what they show), and tell what comes out for others, shape (rows, looks, outputs)."""
    logging.getLogger("pytorch_lightning").setLevel(logging.ERROR)
    torch.set_num_threads(course.cpus)
    pl.seed_everything(course.seed, verbose=False)
    rows, asked = prepared(course, x, x_test)
    steps = max(1, min(course.shown, course.rounds_max * len(x)) // course.batch)
    learner = Learner(course, course.build(course.form[-1], rows[1].shape[1], wanted.shape[1]), loss, steps)
    chance = torch.Generator().manual_seed(course.seed)
    data = TensorDataset(*rows, torch.tensor(wanted, dtype=torch.float32))
    sampler = RandomSampler(data, num_samples=steps * course.batch, generator=chance)
    cuda = torch.cuda.is_available()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # advice on numbers of processes, and on parts of the trainer that are not used
        trainer = pl.Trainer(
            accelerator="auto",
            devices=1,
            precision="16-mixed" if cuda else "32-true",
            max_epochs=1,
            logger=False,
            enable_checkpointing=False,
            enable_progress_bar=False,
            enable_model_summary=False,
        )
        trainer.fit(learner, DataLoader(data, batch_size=course.batch, sampler=sampler, num_workers=course.workers, pin_memory=cuda))
        outputs = trainer.predict(learner, DataLoader(TensorDataset(*asked), batch_size=256, num_workers=course.workers, pin_memory=cuda))
    return torch.cat([torch.as_tensor(part) for part in outputs or []]).cpu()


def prepared(course: Course, x: np.ndarray, x_test: np.ndarray) -> tuple[list[torch.Tensor], list[torch.Tensor]]:
    """What rows show, channels first, and their columns, each on one scale; for training and for test rows."""
    values = math.prod(course.form)
    columns = standardised(x[:, :-values], x_test[:, :-values])
    shown = [np.moveaxis(side[:, -values:].reshape(-1, *course.form), -1, 1) for side in (x, x_test)]
    axes = (0, *range(2, shown[0].ndim))
    centre, spread = shown[0].mean(axis=axes, keepdims=True), shown[0].std(axis=axes, keepdims=True) + 1e-6
    both = [((seen - centre) / spread, side) for seen, side in zip(shown, columns, strict=True)]
    rows, asked = ([torch.tensor(part, dtype=torch.float32) for part in parts] for parts in both)
    return rows, asked
