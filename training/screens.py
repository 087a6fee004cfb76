"""What is on a screen: windows, web pages, editors, dashboards, chats. Knows: how a kind looks."""

from __future__ import annotations

from training.canvas import Canvas
from training.colours import Colour
from training.layout_parts import draw_chart, draw_paragraphs


def window(canvas: Canvas) -> None:
    """A sidebar of words, and a few buttons at random places beside it."""
    _title_bar(canvas)
    canvas.pen.rectangle((0, 12, canvas.width * 0.25, canvas.height), fill=(232, 234, 238))
    for y in range(18, canvas.height - 8, 11):
        canvas.words(5, y, int(canvas.rng.integers(4, 8)), 8)
    for _ in range(int(canvas.rng.integers(2, 5))):
        x, y2 = canvas.rng.uniform(0.3, 0.7) * canvas.width, canvas.rng.uniform(0.2, 0.8) * canvas.height
        canvas.box(x, y2, x + 40, y2 + 13, canvas.style.colours[0], 3)
        canvas.words(x + 5, y2 + 2, 5, 8)


def web_page(canvas: Canvas) -> None:
    """An address bar, a banner, and three columns with a picture and text."""
    _title_bar(canvas)
    canvas.pen.rounded_rectangle((30, 2, canvas.width - 20, 10), radius=4, fill=(255, 255, 255))
    canvas.pen.rectangle((0, 12, canvas.width, canvas.height * 0.45), fill=canvas.style.colours[0])
    canvas.words(14, canvas.height * 0.2, 14, 14)
    for i in range(3):
        x = 6 + i * (canvas.width - 6) / 3
        canvas.box(
            x, canvas.height * 0.52, x + canvas.width / 3 - 10, canvas.height * 0.75, canvas.style.colours[i + 1]
        )
        draw_paragraphs(canvas, x, canvas.height * 0.78, x + canvas.width / 3 - 10, canvas.height - 4)


def code_editor(canvas: Canvas) -> None:
    """Indented lines of words in several colours behind their numbers, mostly on a dark ground."""
    night = canvas.rng.random() < 0.75
    canvas.pen.rectangle((0, 0, canvas.width, canvas.height), fill=(30, 32, 40) if night else (252, 252, 252))
    for y in range(5, canvas.height - 6, 8):
        x = 16.0 + 9 * int(canvas.rng.integers(0, 4))
        canvas.words(3, y, 2, 7, (120, 120, 120))
        for _ in range(int(canvas.rng.integers(0, 5))):
            n = int(canvas.rng.integers(2, 7))
            canvas.words(x, y, n, 8, canvas.style.colours[canvas.rng.integers(8)])
            x += 5 * n + 4


def terminal(canvas: Canvas) -> None:
    canvas.pen.rectangle((0, 0, canvas.width, canvas.height), fill=(8, 8, 10))
    ink: Colour = ((80, 230, 90), (230, 230, 230), (240, 190, 60))[canvas.rng.integers(3)]
    for y in range(4, canvas.height - int(canvas.rng.integers(8, 50)), 9):
        canvas.words(4, y, int(canvas.rng.integers(6, 34)), 8, ink)


def dashboard(canvas: Canvas) -> None:
    """Two rows of two or three tiles: charts, and in the upper row single numbers too."""
    for row in range(2):
        for column in range(int(canvas.rng.integers(2, 4))):
            x, y = 4 + column * canvas.width / 3, 4 + row * canvas.height / 2
            if row or canvas.rng.random() < 0.5:
                draw_chart(canvas, int(x), int(y), int(x + canvas.width / 3 - 6), int(y + canvas.height / 2 - 6))
            else:
                canvas.box(x, y, x + canvas.width / 3 - 6, y + canvas.height / 2 - 6, (245, 246, 250))
                canvas.number(x + 14, y + 14)


def chat(canvas: Canvas) -> None:
    """Bubbles from top to bottom, those of one side coloured and at the right."""
    y = 4.0
    while y < canvas.height - 14:
        mine, width = canvas.rng.random() < 0.5, canvas.rng.uniform(0.3, 0.6) * canvas.width
        x = canvas.width - width - 4 if mine else 4
        canvas.pen.rounded_rectangle(
            (x, y, x + width, y + 14), 6, fill=canvas.style.colours[0] if mine else (228, 228, 232)
        )
        canvas.words(x + 5, y + 3, int(width / 7), 8, (255, 255, 255) if mine else (20, 20, 20))
        y += 18


def phone_screen(canvas: Canvas) -> None:
    canvas.pen.rectangle((0, 0, canvas.width, canvas.height), fill=canvas.style.colours[2])
    for row in range(5):
        for column in range(4):
            x, y = 5 + column * canvas.width / 4.2, 14 + row * canvas.height / 6
            canvas.pen.rounded_rectangle((x, y, x + 13, y + 13), 3, fill=canvas.style.colours[(row + column) % 8])


def _title_bar(canvas: Canvas) -> None:
    canvas.pen.rectangle((0, 0, canvas.width, 12), fill=(214, 217, 222))
    for i, colour in enumerate(((237, 106, 94), (245, 191, 79), (98, 197, 84))):
        canvas.pen.ellipse((4 + 8 * i, 3, 9 + 8 * i, 8), fill=colour)
