"""The pocket encoder's own weights: a tower from 64-pixel pictures to the text encoder's space, and a step for words.

Knows: their shapes and how they lie in a file. Does not know: crops, queries, training.
"""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from torch.nn import functional

SIDE_PX = 64
DIM = 384
_WIDTHS = (32, 64, 160, 320)
_DEPTHS = (1, 1, 2, 1)
_HIDDEN = 768
_WORDS, _WORDS_HIDDEN = "words.", 512
_MEAN, _SCALE = 0.7, 0.3


class Block(nn.Module):
    """Two 3 × 3 convolutions beside a shortcut (arXiv 1512.03385): on a CPU twice as fast to train as ConvNeXt's."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.first_norm = nn.BatchNorm2d(width)
        self.second = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.second_norm = nn.BatchNorm2d(width)

    def forward(self, x: Tensor) -> Tensor:
        y = functional.relu(self.first_norm(self.first(x)))
        return functional.relu(x + self.second_norm(self.second(y)))


class Tower(nn.Module):
    """Four stages at 16, 8, 4 and 2 cells a side; mean and maximum of the cells; two layers to 384."""

    def __init__(self) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        before, step = 3, 4
        for width, depth in zip(_WIDTHS, _DEPTHS, strict=True):
            layers += [nn.Conv2d(before, width, step, stride=step, bias=False), nn.BatchNorm2d(width)]
            layers += [Block(width) for _ in range(depth)]
            before, step = width, 2
        self.stages = nn.Sequential(*layers)
        self.hidden = nn.Linear(2 * before, _HIDDEN)
        self.out = nn.Linear(_HIDDEN, DIM)

    def forward(self, pixels: Tensor) -> Tensor:
        """(n, 3, 64, 64) of 0 to 1 → (n, 384), unit norm."""
        x = ((pixels - _MEAN) / _SCALE).contiguous(memory_format=torch.channels_last)
        x = self.stages(x)
        pooled = torch.cat([x.mean((2, 3)), x.amax((2, 3))], dim=1)
        vectors = self.out(functional.relu(self.hidden(pooled)))
        return functional.normalize(vectors.float(), dim=-1)


class WordStep(nn.Module):
    """Moves the vector of words to where the tower puts such pictures: two layers beside a shortcut, zero at first."""

    def __init__(self) -> None:
        super().__init__()
        self.drop_in, self.drop = nn.Dropout(0.1), nn.Dropout(0.3)
        self.hidden = nn.Linear(DIM, _WORDS_HIDDEN)
        self.out = nn.Linear(_WORDS_HIDDEN, DIM)
        nn.init.zeros_(self.out.weight)
        nn.init.zeros_(self.out.bias)

    def forward(self, vectors: Tensor) -> Tensor:
        """(n, 384) → (n, 384), unit norm."""
        moved = self.out(self.drop(functional.relu(self.hidden(self.drop_in(vectors)))))
        return functional.normalize(vectors + moved, dim=-1)


def save_weights(tower: Tower, words: WordStep, path: Path, about: dict[str, str]) -> None:
    """Half-precision weights, with `about` in the header."""
    state = tower.state_dict() | {f"{_WORDS}{name}": value for name, value in words.state_dict().items()}
    weights = {name: value.detach().half().contiguous() for name, value in state.items() if value.is_floating_point()}
    save_file(weights, path, metadata=about)


def load_weights(path: Path) -> tuple[Tower, WordStep]:
    """Both in single precision, ready to encode."""
    stored = {name: weight.float() for name, weight in load_file(path).items()}
    tower, words = Tower(), WordStep()
    of_words = {name.removeprefix(_WORDS): weight for name, weight in stored.items() if name.startswith(_WORDS)}
    tower.load_state_dict(
        tower.state_dict() | {name: weight for name, weight in stored.items() if not name.startswith(_WORDS)}
    )
    words.load_state_dict(of_words)
    tower.eval().requires_grad_(False).to(memory_format=torch.channels_last)
    words.eval().requires_grad_(False)
    return tower, words


def about(path: Path) -> dict[str, str]:
    """What the file's header says of its weights."""
    with safe_open(path, framework="pt") as file:
        return dict(file.metadata() or {})
