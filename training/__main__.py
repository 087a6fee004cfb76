"""Makes the data, trains the pocket encoder and exports it.

python -m training [--cache DIR] [--pictures N] [--out FILE] [--evaluation-set DIR]

Run again, it goes on from its last checkpoint. On several processes: torchrun --nproc_per_node 2 -m training …
"""

from __future__ import annotations

import argparse
import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from platformdirs import user_cache_path
from torch.nn import functional

from rag.encoders.pocket import WEIGHTS
from rag.encoders.pocket_tower import Tower, WordStep, save_weights
from rag.types import Vectors
from training.chinese import write_words
from training.dataset import Dataset, make_dataset
from training.drawn import load_drawn
from training.evaluate import recall_at
from training.icons import Icons, load_icons
from training.packages import fetch
from training.split import Lexicon, Rows, Split, split_icons
from training.texts import text_vectors, whole_words
from training.train import Plan, Report, Trainer
from training.word_step import fit_word_step
from training.words import keywords, trademarks

SEED = 5
N_DRAWN = 24_000


@dataclass(frozen=True, slots=True)
class Data:
    """Everything that is made before training."""

    icons: Icons
    split: Split
    dataset: Dataset


def main() -> None:
    """Make the data; then write the evaluation set, or train, export and write the list of Chinese words."""
    asked = _arguments()
    if "LOCAL_RANK" in os.environ:
        torch.set_num_threads(1)
    data = _data(asked.cache)
    if asked.evaluation_set is not None:
        from training.evaluation_set import write_evaluation_set

        write_evaluation_set(data.icons, data.split, asked.evaluation_set, SEED)
        return
    plan = Plan(asked.pictures, seed=SEED)
    rows, texts = data.dataset.rows, data.dataset.texts
    trainer = Trainer(plan, data.dataset.pictures, rows, texts, asked.cache / "tower.pt")
    tower = trainer.run(_reporter(data, asked.cache, asked.out))
    if trainer.accelerator.is_main_process:
        words = fit_word_step(tower, data.icons, data.dataset.pictures, rows, texts, SEED)
        _export(tower, words, asked.out, trainer.shown)
        write_words(asked.cache / "npm", asked.out.with_name("pocket_words.json"))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--cache", type=Path, default=user_cache_path("sightline") / "training", help="packages and data"
    )
    parser.add_argument("--pictures", type=int, default=3_000_000, help="how many pictures are shown in all")
    parser.add_argument("--out", type=Path, default=WEIGHTS, help="where the weights go")
    parser.add_argument("--evaluation-set", type=Path, help="write the benchmark's pictures here instead (matplotlib)")
    return parser.parse_args()


def _data(cache: Path) -> Data:
    fetch(cache / "npm")
    icons, said = load_icons(cache), keywords(cache / "npm")
    split = split_icons(icons, Lexicon(said, trademarks(cache / "npm"), whole_words()), SEED)
    return Data(icons, split, make_dataset(icons, load_drawn(cache, N_DRAWN, SEED), said, split, cache))


def _reporter(data: Data, cache: Path, out: Path) -> Report:
    """Prints recall@1 and @10 on both held-out sets, and exports, so that a run that is stopped leaves its weights."""
    rows = {"icons": data.split.icons, "unseen": data.split.unseen}
    texts = {
        name: text_vectors([str(data.icons.captions[row]) for row in found], cache) for name, found in rows.items()
    }

    def report(tower: Tower, shown: int, side: int) -> None:
        for name, found in rows.items():
            seen = _encode(tower, data.icons, found, side)
            figures = (f"@{k} {recall_at(texts[name], seen, k):.3f}" for k in (1, 10))
            print(f"  {name}: text to picture", *figures, flush=True)
        _export(tower, WordStep(), out, shown)

    return report


def _encode(tower: Tower, icons: Icons, rows: Rows, side: int) -> Vectors:
    pixels = torch.from_numpy(np.stack([icons.on_white(int(row)) for row in rows])).permute(0, 3, 1, 2).float() / 255
    pixels = functional.interpolate(pixels, (side, side), mode="bilinear", antialias=True)
    device = next(tower.parameters()).device
    with torch.inference_mode():
        return np.concatenate([tower(part.to(device)).cpu().numpy() for part in pixels.split(128)])


def _export(tower: Tower, words: WordStep, out: Path, shown: int) -> None:
    save_weights(tower, words, out, {"name": "pocket", "version": "2", "pictures": str(shown), "seed": str(SEED)})


if __name__ == "__main__":
    main()
