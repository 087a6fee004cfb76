"""Where the files are that come with the programme besides its code: prompts, vocabulary, samples.

In a checkout their folders lie beside the packages; an installation has them inside this one.
"""

from __future__ import annotations

from pathlib import Path

_INSTALLED = Path(__file__).parent / "_shipped"
_CHECKOUT = Path(__file__).parents[1]


def shipped(name: str) -> Path:
    """The folder `name` of what is shipped: "prompts" or "samples"."""
    installed = _INSTALLED / name
    return installed if installed.is_dir() else _CHECKOUT / name
