"""EfficientNet-Lite, the classifier behind the photograph eye: its shape, and how its published weights are read.

Tan & Le 2019 (arXiv 1905.11946) without squeeze-and-excitation and with ReLU6. The file of weights says how wide and
how deep the network is; batch norms are folded into the convolutions. Knows: weights. Does not know: pictures, words.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

N_CLASSES = 1000
_STRIDES = (1, 2, 2, 2, 1, 2, 1)
"""Of the first block of each stage; the other blocks of a stage have 1."""
_EPSILON = 1e-3

State = Mapping[str, Tensor]


class Convolution(nn.Conv2d):
    """A convolution padded as TensorFlow does: as little as needed, the odd pixel at the far side."""

    def forward(self, x: Tensor) -> Tensor:
        height, width = (self._missing(int(size)) for size in x.shape[-2:])
        near_far = (width // 2, width - width // 2, height // 2, height - height // 2)
        return super().forward(functional.pad(x, near_far))

    def _missing(self, size: int) -> int:
        kernel, stride = int(self.kernel_size[0]), int(self.stride[0])
        return max((-(-size // stride) - 1) * stride + kernel - size, 0)


class Block(nn.Module):
    """Widen, look at each channel's neighbourhood, narrow again; beside a shortcut where the size stays."""

    def __init__(self, state: State, name: str, stride: int) -> None:
        super().__init__()
        widens = f"{name}._expand_conv.weight" in state
        self.widen = folded(state, f"{name}._expand_conv", f"{name}._bn0") if widens else None
        self.neighbourhood = folded(state, f"{name}._depthwise_conv", f"{name}._bn1", stride, by_channel=True)
        self.narrow = folded(state, f"{name}._project_conv", f"{name}._bn2")

    def forward(self, x: Tensor) -> Tensor:
        wide = x if self.widen is None else functional.relu6(self.widen(x))
        narrow: Tensor = self.narrow(functional.relu6(self.neighbourhood(wide)))
        return x + narrow if narrow.shape == x.shape else narrow


class EyeTower(nn.Module):
    """(n, 3, side, side), normalised → (n, 1000) logits over the classes of ImageNet."""

    def __init__(self, state: State) -> None:
        super().__init__()
        names = sorted({name.split(".")[1] for name in state if name.startswith("_blocks.")}, key=int)
        widths = [state[f"_blocks.{name}._project_conv.weight"].shape[0] for name in names]
        self.stem = folded(state, "_conv_stem", "_bn0", stride=2)
        strides = _strides(widths)
        self.blocks = nn.Sequential(*(Block(state, f"_blocks.{n}", s) for n, s in zip(names, strides, strict=True)))
        self.head = folded(state, "_conv_head", "_bn1")
        self.classes = nn.Linear(state["_fc.weight"].shape[1], N_CLASSES)
        self.classes.load_state_dict({"weight": state["_fc.weight"], "bias": state["_fc.bias"]})

    def forward(self, pixels: Tensor) -> Tensor:
        x = functional.relu6(self.stem(pixels.contiguous(memory_format=torch.channels_last)))
        seen: Tensor = self.classes(functional.relu6(self.head(self.blocks(x))).mean((2, 3)))
        return seen.float()


def folded(state: State, convolution: str, norm: str, stride: int = 1, by_channel: bool = False) -> Convolution:
    """A convolution and the batch norm behind it as one convolution."""
    weight = state[f"{convolution}.weight"]
    gain = state[f"{norm}.weight"] / torch.sqrt(state[f"{norm}.running_var"] + _EPSILON)
    groups = weight.shape[0] if by_channel else 1
    made = Convolution(weight.shape[1] * groups, weight.shape[0], weight.shape[2], stride, groups=groups)
    bias = state[f"{norm}.bias"] - state[f"{norm}.running_mean"] * gain
    made.load_state_dict({"weight": weight * gain[:, None, None, None], "bias": bias})
    return made


def load_tower(path: Path) -> EyeTower:
    """The network of a file of weights, ready to look; nothing in the file is executed."""
    state = torch.load(path, map_location="cpu", weights_only=True)
    tower = EyeTower(state)
    tower.eval().requires_grad_(False).to(memory_format=torch.channels_last)
    return tower


def _strides(widths: list[int]) -> list[int]:
    """A stage begins where the width of the output changes."""
    starts = [i == 0 or width != widths[i - 1] for i, width in enumerate(widths)]
    stages = iter(_STRIDES)
    return [next(stages) if start else 1 for start in starts]
