"""The training loop: steps, checkpoints, moving average of the weights.

Knows: batches, loss, optimizer. Does not know: where pictures and captions come from. Accelerate places it on one
process, on several (`torchrun`) or on a GPU.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
import torch
from accelerate import Accelerator
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from rag.encoders.pocket_tower import Tower
from rag.types import Vectors
from training.loss import SoftContrast, hard_captions
from training.pictures import NO_WORD, Batch, Pictures, draw_batch

_BANK, _SEARCHED, _HARD = 3072, 1024, 4
_AVERAGED_STEPS = 4
_SECOND_WEIGHT, _COLOUR_WEIGHT = 0.8, 0.8
Report = Callable[[Tower, int, int], None]
"""Given the averaged tower, the pictures shown so far and their side."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How long and how fast."""

    n_pictures: int
    """Pictures shown in all, over all processes."""
    batch: int = 128
    rate: float = 2e-3
    warm_up: int = 200
    """Steps."""
    decay: float = 0.35
    """The last share of the way, in which the rate falls to 0."""
    seed: int = 5
    drawn_share: float = 0.22
    checkpoint_s: float = 120.0
    sides: tuple[tuple[float, int], ...] = ((0.4, 48), (1.0, 64))
    """Up to which share of the way pictures have which side: small ones teach nearly the same at half of the cost."""


class Trainer:
    """One run, which goes on from its checkpoint when there is one."""

    def __init__(self, plan: Plan, pictures: Pictures, rows: NDArray[np.int64], texts: Vectors, file: Path) -> None:
        self.plan, self.pictures, self.rows, self.file = plan, pictures, rows, file
        self.accelerator = Accelerator(mixed_precision="bf16")
        device = self.accelerator.device
        torch.manual_seed(plan.seed)
        self.tower = Tower().to(device, memory_format=torch.channels_last)
        self.loss = SoftContrast().to(device)
        self.average = AveragedModel(self.tower, multi_avg_fn=get_ema_multi_avg_fn(0.99), use_buffers=True)
        self.texts = torch.from_numpy(texts).to(device)
        self.optimizer = torch.optim.AdamW(_groups(self.tower), lr=plan.rate, betas=(0.9, 0.98))
        self.shown = 0
        self._restore()
        self.model, self.optimizer = self.accelerator.prepare(self.tower, self.optimizer)

    def run(self, report: Report) -> Tower:
        """Train to the end; `report` gets the averaged tower at every checkpoint, in the main process."""
        rng = np.random.default_rng([self.plan.seed, self.shown, self.accelerator.process_index])
        torch.manual_seed(int(rng.integers(1 << 31)))
        saved, losses = time.monotonic(), []
        for rows in self._row_batches(rng):
            losses.append(self._step(draw_batch(self.pictures, rows, self._side(), rng), rng))
            if time.monotonic() - saved > self.plan.checkpoint_s and self.accelerator.is_main_process:
                print(f"{self.shown} pictures, loss {np.mean(losses):.3f}, rate {self._rate():.5f}", flush=True)
                self._save()
                report(self.averaged(), self.shown, self._side())
                saved, losses = time.monotonic(), []
        if self.accelerator.is_main_process:
            self._save()
        return self.averaged()

    def averaged(self) -> Tower:
        tower = cast(Tower, self.average.module)
        tower.eval()
        return tower

    def _row_batches(self, rng: np.random.Generator) -> Iterator[NDArray[np.int64]]:
        icons = self.rows[self.rows < self.pictures.n_icons]
        drawn = self.rows[self.rows >= self.pictures.n_icons]
        n_drawn = int(self.plan.batch * self.plan.drawn_share) if len(drawn) else 0
        rounds = _rounds(icons, self.plan.batch - n_drawn, rng), _rounds(drawn, n_drawn, rng)
        while self.shown < self.plan.n_pictures:
            yield np.concatenate([next(part) for part in rounds])
            self.shown += self._per_step

    def _step(self, batch: Batch, rng: np.random.Generator) -> float:
        for group in self.optimizer.param_groups:
            group["lr"] = self._rate()
        images = self.model(batch.pixels.to(self.texts.device))
        loss = self.loss(images, self._targets(batch), self._bank(images, rng))
        self.accelerator.backward(loss)
        self.accelerator.clip_grad_norm_(self.tower.parameters(), 1.0)
        self.optimizer.step()
        self.optimizer.zero_grad()
        if self.shown // self._per_step % _AVERAGED_STEPS == 0:
            self.average.update_parameters(self.tower)
        return float(loss.detach())

    def _targets(self, batch: Batch) -> Tensor:
        """A caption's vector; with a second word or a colour, the unit sum that stands for "red house"."""
        vectors = self.texts[batch.texts]
        for numbers, weight in ((batch.seconds, _SECOND_WEIGHT), (batch.colours, _COLOUR_WEIGHT)):
            spoken = torch.from_numpy(numbers != NO_WORD).to(vectors.device)
            vectors = vectors + weight * self.texts[numbers] * spoken[:, None]
        return functional.normalize(vectors, dim=1)

    def _bank(self, images: Tensor, rng: np.random.Generator) -> Tensor:
        picked = self.texts[rng.choice(len(self.texts), min(_BANK + _SEARCHED, len(self.texts)), replace=False)]
        return torch.cat([picked[:_BANK], picked[_BANK:][hard_captions(images, picked[_BANK:], _HARD)]])

    @property
    def _per_step(self) -> int:
        return self.plan.batch * int(self.accelerator.num_processes)

    def _side(self) -> int:
        done = self.shown / self.plan.n_pictures
        return next((side for share, side in self.plan.sides if done < share), self.plan.sides[-1][1])

    def _rate(self) -> float:
        warm = (self.shown / self._per_step + 1) / self.plan.warm_up
        left = (1 - self.shown / self.plan.n_pictures) / self.plan.decay
        return self.plan.rate * min(1.0, warm, max(left, 0.002))

    def _save(self) -> None:
        state = {
            "tower": self.tower.state_dict(),
            "average": self.average.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "shown": self.shown,
        }
        part = self.file.with_suffix(".part")
        torch.save(state, part)
        part.replace(self.file)

    def _restore(self) -> None:
        if not self.file.exists():
            return
        state: dict[str, Any] = torch.load(self.file, weights_only=True)
        self.tower.load_state_dict(state["tower"])
        self.average.load_state_dict(state["average"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.shown = state["shown"]


def _rounds(rows: NDArray[np.int64], n: int, rng: np.random.Generator) -> Iterator[NDArray[np.int64]]:
    """n rows at a time, every row once before any comes again."""
    left = rows[:0]
    while True:
        if len(left) < n:
            left = np.concatenate([left, rng.permutation(rows)])
        yield left[:n]
        left = left[n:]


def _groups(tower: Tower) -> list[dict[str, Any]]:
    """Matrices and filters decay; biases, norms and scales do not."""
    return [
        {"params": [weight for weight in tower.parameters() if weight.ndim > 1], "weight_decay": 0.05},
        {"params": [weight for weight in tower.parameters() if weight.ndim <= 1], "weight_decay": 0.0},
    ]
