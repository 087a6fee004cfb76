"""Sentences that an answer says itself, in English and Chinese, where it quotes nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.questions.script import Language

_THANKS = re.compile(r"\b(?:thanks?|thank you|cheers|helps?|great|perfect)\b|谢|感谢|辛苦", re.IGNORECASE)
_FAREWELL = re.compile(r"\b(?:bye|goodbye|see you)\b|再见", re.IGNORECASE)
_SLIDES, _SHEETS = re.compile("presentation"), re.compile("sheet")


@dataclass(frozen=True, slots=True)
class Words:
    """The sentences of one language."""

    zh: bool

    def refusal(self) -> str:
        """Nothing in the documents answers."""
        return "您的文档中没有这个问题的答案。" if self.zh else "Your documents do not answer this question."

    def places(self) -> str:
        """Nothing answers, and what is shown are places, no answer."""
        if self.zh:
            return "您的文档中没有找到直接的答案。最接近的位置如下："
        return "Your documents do not answer this directly. The closest places are:"

    def small_talk(self, text: str) -> str:
        """A reply to a greeting, to thanks, or to the question what can be asked."""
        if self.zh:
            able = "您可以向我询问您添加的文档、文件和图片里的内容；我会给出答案所在的页面和位置。"
            opening = "不客气！" if _THANKS.search(text) else "再见！" if _FAREWELL.search(text) else "您好！"
            return f"{opening}{able}"
        able = (
            "Ask me about what your documents, files and pictures say: a value, a table, a "
            "definition, a comparison, a summary "
            "of one file. I answer with the page and mark the place on it."
        )
        opening = "You're welcome!" if _THANKS.search(text) else "Goodbye!" if _FAREWELL.search(text) else "Hello!"
        return f"{opening} {able}"

    def counted(self, n: int) -> str:
        """How many documents there are."""
        if self.zh:
            return f"这个集合中有 **{n}** 个文档。"
        return f"There {'is' if n == 1 else 'are'} **{n}** document{'' if n == 1 else 's'} in this collection."

    def and_more(self, n: int) -> str:
        """How many more there are than were listed."""
        return f"\n- ……另有 {n} 个" if self.zh else f"\n- … and {n} more"

    def mentioned(self, topic: str, n: int) -> str:
        """That documents speak of a topic."""
        if self.zh:
            return f"有 {n} 个文档提到“{topic}”："
        return f"{n} document{'' if n == 1 else 's'} {'speaks' if n == 1 else 'speak'} of {topic}:"

    def which_document(self) -> str:
        """Asks for one of several documents."""
        return "您指的是哪一个文档？" if self.zh else "Which document do you mean?"

    def which_one(self) -> str:
        """Asks for one of several things."""
        return (
            "这个问题适合多个对象。您指的是哪一个？" if self.zh else "This fits several things. Which one do you mean?"
        )

    def within(self, question: str, name: str) -> str:
        """The question, asked of one document."""
        bare = re.sub(r"\s*[?？]\s*$", "", question)
        return f"{bare}（{name}）？" if self.zh else f"{bare} ({name})?"

    def pages(self, name: str, n: int, media_type: str) -> str:
        """How many pages a document has."""
        if self.zh:
            unit = "张幻灯片" if _SLIDES.search(media_type) else "张工作表" if _SHEETS.search(media_type) else "页"
            return f"{name} 共有 **{n}** {unit}。[1]"
        unit = "slide" if _SLIDES.search(media_type) else "sheet" if _SHEETS.search(media_type) else "page"
        return f"{name} has **{n}** {unit}{'' if n == 1 else 's'} [1]."

    def fact(self, aspect: str, text: str) -> str:
        """The title, author or date of a document."""
        names = {"title": "标题", "author": "作者", "date": "日期"} if self.zh else {}
        return f"{names.get(aspect, aspect.capitalize())}{'：' if self.zh else ': '}**{text}**"

    def summary(self, name: str, title: str) -> str:
        """The line over an outline."""
        return f"{name}：{title}" if self.zh else f"{name} is “{title}”. In it:"

    def picture(self, name: str, words: str) -> str:
        """What is known of a picture: the words on it."""
        readable = len(re.findall(r"[^\W\d_]{3,}|[\u4e00-\u9fff]{2,}", words)) >= 2
        if self.zh:
            return f"{name} 是一张图片，上面写着“{words}”" if readable else f"{name} 是一张没有可读文字的图片"
        return (
            f"{name} is a picture; on it stands “{words}”"
            if readable
            else f"{name} is a picture without readable words"
        )


def words_of(language: Language) -> Words:
    """The sentences in the language of a question; English where it is neither."""
    return Words(language == "zh")
