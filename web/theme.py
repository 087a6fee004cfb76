"""The look of Gradio's own components: neutral paper, one accent, fonts that come with Gradio or the system."""

from __future__ import annotations

import gradio as gr
from gradio.themes.utils.colors import Color
from gradio.themes.utils.fonts import LocalFont

_TEAL = Color(
    "#f0f7f6",
    "#dcecea",
    "#bcdad7",
    "#93c2bd",
    "#5f9f99",
    "#3a807a",
    "#1f6660",
    "#18524d",
    "#14423e",
    "#103532",
    "#0a2321",
)
_STONE = Color(
    "#faf9f7",
    "#f3f1ed",
    "#e6e3dc",
    "#d3cfc6",
    "#a29d92",
    "#77736a",
    "#58554e",
    "#3d3b37",
    "#292826",
    "#1c1b1a",
    "#131312",
)
_FONTS = (
    LocalFont("IBM Plex Sans", weights=(400, 700)),
    "system-ui",
    "PingFang SC",
    "Microsoft YaHei",
    "Noto Sans CJK SC",
    "WenQuanYi Micro Hei",
    "sans-serif",
)


def theme() -> gr.themes.Base:
    """The theme of the page; `style.css` lays out the rest on the same colours."""
    made = gr.themes.Base(
        primary_hue=_TEAL,
        secondary_hue=_TEAL,
        neutral_hue=_STONE,
        radius_size=gr.themes.sizes.radius_md,
        font=_FONTS,
        font_mono=("ui-monospace", "Menlo", "Consolas", "monospace"),
    )
    return made.set(
        body_background_fill="#f6f4f0",
        body_background_fill_dark="#141413",
        block_background_fill="transparent",
        block_background_fill_dark="transparent",
        block_border_width="0px",
        block_shadow="none",
        block_label_background_fill="transparent",
        block_label_background_fill_dark="transparent",
        block_label_border_width="0px",
        block_title_text_size="12px",
        block_title_text_color="*neutral_500",
        block_title_text_color_dark="*neutral_400",
        panel_background_fill="transparent",
        input_background_fill="#ffffff",
        input_background_fill_dark="#1f1f1d",
        input_border_color="*neutral_200",
        input_border_color_dark="*neutral_700",
        input_border_color_focus="*primary_500",
        button_primary_background_fill="*primary_600",
        button_primary_background_fill_hover="*primary_700",
        button_primary_text_color="white",
        button_secondary_background_fill="#ffffff",
        button_secondary_background_fill_dark="#242422",
        button_secondary_border_color="*neutral_200",
        button_secondary_border_color_dark="*neutral_700",
        button_border_width="1px",
        button_large_text_size="14px",
        button_large_text_weight="500",
        button_small_text_size="13px",
        slider_color="*primary_600",
        checkbox_background_color_selected="*primary_600",
    )
