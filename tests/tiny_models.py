"""Builds tiny random models of every family that Sightline loads, and saves them as their own libraries do.

Each takes well under a second and a few hundred kilobytes; the weights are random but seeded.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers
from transformers import (
    BertConfig,
    BertForSequenceClassification,
    BertModel,
    BertTokenizerFast,
    BlipConfig,
    BlipForImageTextRetrieval,
    BlipImageProcessorPil,
    BlipProcessor,
    CLIPConfig,
    CLIPImageProcessorPil,
    CLIPModel,
    CLIPProcessor,
    CLIPTextConfig,
    CLIPVisionConfig,
    LlamaConfig,
    LlavaConfig,
    LlavaForConditionalGeneration,
    LlavaProcessor,
    PreTrainedTokenizerFast,
    SiglipConfig,
    SiglipImageProcessorPil,
    SiglipModel,
    SiglipProcessor,
    SiglipTextConfig,
    SiglipVisionConfig,
)

_WORDS = [
    "a red square on a white page",
    "a blue circle",
    "chart of revenue by year 2024 2025",
    "figure table text",
    "which box is red in paragraph the red square what does the picture show",
] * 5
_DIM, _SIDE, _PATCH = 32, 32, 8
_LAYERS = {
    "hidden_size": _DIM,
    "intermediate_size": 2 * _DIM,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
}
_CHAT_TEMPLATE = (
    "{% for m in messages %}<|{{ m['role'] }}|>{% if m['content'] is string %}{{ m['content'] }}{% else %}"
    "{% for c in m['content'] %}{% if c['type'] in ('image', 'image_url') %}<image>{% elif c['type'] == 'text' %}"
    "{{ c['text'] }}{% endif %}{% endfor %}{% endif %}<|end|>{% endfor %}"
    "{% if add_generation_prompt %}<|assistant|>{% endif %}"
)


def clip(folder: Path) -> Path:
    """A CLIP with its processor."""
    torch.manual_seed(0)
    start, end = "<|startoftext|>", "<|endoftext|>"
    tokenizer = _bpe([start, end], 32, bos_token=start, eos_token=end, pad_token=end, unk_token=end)
    ids = [(start, tokenizer.bos_token_id), (end, tokenizer.eos_token_id)]
    tokenizer.backend_tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{start} $A {end}", special_tokens=ids
    )
    text = CLIPTextConfig(
        vocab_size=len(tokenizer),
        max_position_embeddings=32,
        bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
        **_LAYERS,
    )
    vision = CLIPVisionConfig(image_size=_SIDE, patch_size=_PATCH, **_LAYERS)
    config = CLIPConfig(text_config=text.to_dict(), vision_config=vision.to_dict(), projection_dim=_DIM)
    CLIPModel(config).save_pretrained(folder)
    CLIPProcessor(image_processor=_clip_pictures(), tokenizer=tokenizer).save_pretrained(folder)
    return folder


def siglip(folder: Path) -> Path:
    """A SigLIP with its processor."""
    torch.manual_seed(0)
    tokenizer = _bpe(["<pad>", "</s>", "<unk>"], 16, pad_token="<pad>", eos_token="</s>", unk_token="<unk>")
    text = SiglipTextConfig(
        vocab_size=len(tokenizer),
        max_position_embeddings=16,
        projection_size=_DIM,
        pad_token_id=0,
        eos_token_id=1,
        bos_token_id=1,
        **_LAYERS,
    )
    vision = SiglipVisionConfig(image_size=_SIDE, patch_size=_PATCH, **_LAYERS)
    SiglipModel(SiglipConfig(text_config=text.to_dict(), vision_config=vision.to_dict())).save_pretrained(folder)
    pictures = SiglipImageProcessorPil(size={"height": _SIDE, "width": _SIDE})
    SiglipProcessor(image_processor=pictures, tokenizer=tokenizer).save_pretrained(folder)
    return folder


def text_encoder(folder: Path, seed: int = 0) -> Path:
    """A BERT, which sentence-transformers loads as a text encoder; other weights for another seed."""
    torch.manual_seed(seed)
    tokenizer = _wordpiece(folder)
    BertModel(_bert(len(tokenizer))).save_pretrained(folder)
    return folder


def late(folder: Path, body: Callable[[Path], Path] = text_encoder) -> Path:
    """A late-interaction encoder over the body, with a projection of its own that is saved with it."""
    from sentence_transformers import MultiVectorEncoder

    torch.manual_seed(0)
    MultiVectorEncoder(str(body(folder / "body")), device="cpu").save_pretrained(str(folder / "late"))
    return folder / "late"


def cross_encoder(folder: Path) -> Path:
    """A BERT with one score for a pair of texts."""
    torch.manual_seed(0)
    tokenizer = _wordpiece(folder)
    BertForSequenceClassification(_bert(len(tokenizer))).save_pretrained(folder)
    return folder


def blip(folder: Path) -> Path:
    """A BLIP with an image-text matching head."""
    torch.manual_seed(0)
    tokenizer = _wordpiece(folder)
    text = {**_LAYERS, "vocab_size": len(tokenizer), "max_position_embeddings": 64, "encoder_hidden_size": _DIM}
    vision = {**_LAYERS, "image_size": _SIDE, "patch_size": _PATCH}
    config = BlipConfig(text_config=text, vision_config=vision, projection_dim=_DIM, image_text_hidden_size=_DIM)
    BlipForImageTextRetrieval(config).save_pretrained(folder)
    pictures = BlipImageProcessorPil(size={"height": _SIDE, "width": _SIDE})
    BlipProcessor(image_processor=pictures, tokenizer=tokenizer).save_pretrained(folder)
    return folder


def llava(folder: Path, n_tokens: int = 4096) -> Path:
    """A multimodal language model that reads `n_tokens` of prompt, with its processor and chat template."""
    torch.manual_seed(0)
    roles = ["<|end|>", "<unk>", "<|user|>", "<|assistant|>", "<|system|>", "<image>"]
    names = {"pad_token": "<pad>", "bos_token": "<s>", "eos_token": "<|end|>", "unk_token": "<unk>"}
    tokenizer = _bpe(["<pad>", "<s>", *roles], n_tokens, **names, extra_special_tokens={"image_token": "<image>"})
    ids = {f"{name}_token_id": getattr(tokenizer, f"{name}_token_id") for name in ("pad", "bos", "eos")}
    vision = CLIPVisionConfig(image_size=_SIDE, patch_size=_PATCH, **_LAYERS)
    language = LlamaConfig(
        vocab_size=len(tokenizer), num_key_value_heads=2, max_position_embeddings=n_tokens, **ids, **_LAYERS
    )
    config = LlavaConfig(
        vision_config=vision,
        text_config=language,
        image_token_index=tokenizer.convert_tokens_to_ids("<image>"),
        vision_feature_layer=-1,
        vision_feature_select_strategy="default",
    )
    model = LlavaForConditionalGeneration(config)
    for name, value in ids.items():
        setattr(model.generation_config, name, value)
    model.save_pretrained(folder)
    LlavaProcessor(
        image_processor=_clip_pictures(),
        tokenizer=tokenizer,
        patch_size=_PATCH,
        vision_feature_select_strategy="default",
        num_additional_image_tokens=1,
        chat_template=_CHAT_TEMPLATE,
        image_token="<image>",
    ).save_pretrained(folder)
    return folder


def multimodal_reranker(folder: Path) -> Path:
    """A cross-encoder over a multimodal language model: how much likelier one word is than another."""
    from sentence_transformers import CrossEncoder
    from sentence_transformers.base.modules import Transformer
    from sentence_transformers.cross_encoder.modules import LogitScore

    body = Transformer(str(llava(folder / "body")), transformer_task="any-to-any")
    ids = body.processor.tokenizer.convert_tokens_to_ids
    head = LogitScore(true_token_id=ids("a"), false_token_id=ids("b"))
    CrossEncoder(modules=[body, head], device="cpu").save_pretrained(str(folder / "reranker"))
    return folder / "reranker"


def _clip_pictures() -> CLIPImageProcessorPil:
    return CLIPImageProcessorPil(size={"shortest_edge": _SIDE}, crop_size={"height": _SIDE, "width": _SIDE})


def _bert(n_words: int) -> BertConfig:
    return BertConfig(vocab_size=n_words, max_position_embeddings=128, num_labels=1, **_LAYERS)


def _bpe(specials: list[str], n_tokens: int, **names: object) -> PreTrainedTokenizerFast:
    tokenizer = Tokenizer(models.BPE(unk_token=None))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=600,
        special_tokens=specials,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(_WORDS, trainer)
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, model_max_length=n_tokens, **names)


def _wordpiece(folder: Path) -> BertTokenizerFast:
    letters = "abcdefghijklmnopqrstuvwxyz0123456789"
    # Words that tests ask in are known: a model has no say in a language that it has to spell.
    known = ["the", "red", "blue", "box", "which", "is", "in", "paragraph", "square"]
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *(f"##{c}" for c in letters), *known]
    tokenizer = BertTokenizerFast(vocab={word: at for at, word in enumerate(words)}, model_max_length=64)
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save_pretrained(folder)
    return tokenizer
