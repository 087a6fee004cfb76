"""A person's tab: what is seen in it, and what it asked of the network or complained of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Locator, Page

WAIT_MS = 25_000
DESK = (1280, 800)


class Visit:
    """One tab."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.url = url
        self.context = context
        self.page: Page = context.new_page()
        self.page.set_default_timeout(WAIT_MS)
        self.foreign: list[str] = []
        self.errors: list[str] = []
        self.page.on("request", lambda request: self._requested(request.url))
        self.page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    @classmethod
    @contextmanager
    def open(
        cls, browser: Browser, url: str, size: tuple[int, int] = DESK, locale: str = "en-US", touch: bool = False
    ) -> Iterator[Visit]:
        """A tab with a history and a memory of its own. Nothing foreign may be asked for, and nothing complained of."""
        viewport: Any = {"width": size[0], "height": size[1]}
        context = browser.new_context(viewport=viewport, locale=locale, has_touch=touch)
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        visit = cls(context, url)
        visit.go()
        yield visit
        assert (visit.foreign, visit.errors) == ([], [])
        context.close()

    def go(self, path: str = "/") -> None:
        """Load the page."""
        self.page.goto(self.url + path, wait_until="domcontentloaded")
        self.ready()

    def ready(self) -> None:
        """Wait until the page is drawn and can be used."""
        self.page.wait_for_selector("#talk .welcome, #talk .turn")
        self.page.wait_for_selector("#question textarea")
        self.page.wait_for_selector("#mode label")

    def reload(self) -> None:
        """As the person does."""
        self.page.reload(wait_until="domcontentloaded")
        self.ready()

    def second_tab(self, path: str = "/") -> Visit:
        """Another tab of the same person."""
        other = Visit(self.context, self.url)
        other.foreign, other.errors = self.foreign, self.errors
        other.go(path)
        return other

    def _requested(self, url: str) -> None:
        if not url.startswith((self.url, "data:", "blob:")):
            self.foreign.append(url)

    def type(self, text: str) -> None:
        """Ask, without waiting for anything."""
        box = self.page.locator("#question textarea")
        box.fill(text)
        box.press("Enter")

    def ask(self, text: str) -> Locator:
        """Type a question, wait for its whole answer, and return that turn."""
        n_before = self.page.locator("#talk .turn").count()
        self.type(text)
        turn = self.page.locator("#talk .turn.done").nth(n_before)
        turn.wait_for()
        return turn

    def questions(self) -> list[str]:
        """What stands in the conversation."""
        return self.page.locator("#talk .question").all_inner_texts()

    def upload(self, *paths: Path) -> None:
        """Choose files, without waiting for them."""
        self.page.locator("#dropzone input[type=file]").set_input_files(list(paths))

    def add(self, *paths: Path) -> Locator:
        """Choose files and wait until they have been dealt with; returns the report."""
        self.upload(*paths)
        for path in paths:
            self.page.locator("#report .ingest.finished li", has_text=path.name).first.wait_for(state="attached")
        return self.page.locator("#report .ingest.finished")

    def listed(self) -> list[str]:
        """The names in the list of documents."""
        return self.page.locator("#documents .facts b").all_inner_texts()

    def choose_collection(self, name: str) -> None:
        self.page.locator("#collection").select_option(name)
        self.page.wait_for_function("(name) => sightline.state.collection === name", arg=name)

    def prompt(self, text: str) -> None:
        """Answer the dialog that asks for a name."""
        self.page.locator("dialog.prompt input").fill(text)
        self.page.locator("dialog.prompt .primary").click()

    def toast(self, text: str) -> Locator:
        """Wait for a short notice."""
        notice = self.page.locator("#toasts .toast, .toast-wrap").get_by_text(text)
        notice.first.wait_for()
        return notice

    def wait_for_sheet(self) -> Locator:
        """The panel's page, once its picture is there."""
        self.page.wait_for_selector("#evidence .sheet img.loaded")
        self.page.wait_for_timeout(150)
        return self.page.locator("#evidence .sheet")

    def has_no_sideways_scroll(self) -> bool:
        return bool(self.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))

    def overlaps(self, selectors: Sequence[str]) -> list[str]:
        """Which of the visible elements stand over the composer."""
        return list(
            self.page.evaluate(
                """(selectors) => selectors.filter((selector) => {
                const one = document.querySelector(selector)?.getBoundingClientRect();
                const box = document.querySelector('#question').getBoundingClientRect();
                return one && one.width && one.left < box.right && one.right > box.left
                  && one.top < box.bottom && one.bottom > box.top; })""",
                list(selectors),
            )
        )
