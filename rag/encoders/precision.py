"""Where encoders may compute in half precision. Knows the processor, not the models."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext

import torch


def fast_precision(device: str) -> AbstractContextManager[object]:
    """bfloat16 on a processor that multiplies in it; elsewhere, where it is slower or was not measured, nothing.

    Measured in one run with both alternated, 256 passages of 20 to 150 words through MiniLM in one thread of an EPYC
    with avx512_bf16: 1.8 times as fast as float32, cosine to its vectors at least .99996.
    """
    if fast_type(device) == torch.bfloat16:
        half: AbstractContextManager[object] = torch.autocast("cpu", dtype=torch.bfloat16)
        return half
    return nullcontext()


def fast_type(device: str) -> torch.dtype:
    """The type in which a device multiplies matrices as `fast_precision` has it."""
    return torch.bfloat16 if device.startswith("cpu") and _multiplies_in_bfloat16() else torch.float32


def _multiplies_in_bfloat16() -> bool:
    capabilities = torch.cpu.get_capabilities()
    return bool(capabilities.get("avx512_bf16") or capabilities.get("amx_bf16"))
