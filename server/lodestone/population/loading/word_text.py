"""What the parts of a Word file say: which part is the text, which styles are headings, the text.

Namespaces are those of ECMA-376, transitional and strict.
"""

import re
from functools import lru_cache

from lodestone.population.loading.lines import Lines

_WORD = frozenset(
    [
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    ]
)
_UNREAD = frozenset(
    "Fallback del moveFrom instrText delText rt sdtPr pPrChange rPrChange tblPrChange".split()
)
_HEADING = re.compile(r"heading ?([1-9])$", re.IGNORECASE)
_OFF = ("0", "false", "off", "none")


@lru_cache(maxsize=1024)
def _split(name: str) -> tuple[bool, str]:
    space, _, local = name.rpartition(" ")
    return space in _WORD, local


def _value(attributes: dict[str, str]) -> str:
    return next((value for name, value in attributes.items() if name.endswith(" val")), "")


class MainPart:
    """Finds the part that has the text, in the relations of the archive."""

    target = "word/document.xml"

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take a relation."""
        if name.endswith(" Relationship"):
            kind = attributes.get("Type", "")
            if kind.endswith("/officeDocument"):
                self.target = attributes.get("Target", "").lstrip("/")

    def end(self, name: str) -> None:
        """Take nothing."""

    def data(self, text: str) -> None:
        """Take nothing."""


class Styles:
    """Which styles are headings, and which are those of list items.

    The identifiers of styles are in the language of who wrote the file, their names in English.
    """

    def __init__(self) -> None:
        self._levels: dict[str, int] = {}
        self._items: set[str] = set()
        self._current = ""

    def level(self, style: str) -> int:
        """Give the level of a heading, or 0."""
        found = _HEADING.match(style)
        return self._levels.get(style, int(found[1]) if found else 0)

    def is_item(self, style: str) -> bool:
        """Tell whether a style makes list items."""
        return style in self._items or style.startswith(("ListBullet", "ListNumber"))

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take a style, its name, or that it has numbers or bullets."""
        is_word, local = _split(name)
        if not is_word:
            return
        if local == "style":
            self._current = next((v for k, v in attributes.items() if k.endswith(" styleId")), "")
        elif local == "name":
            found = _HEADING.match(_value(attributes))
            if found:
                self._levels[self._current] = int(found[1])
            elif _value(attributes).lower() == "title":
                self._levels[self._current] = 1
        elif local == "numPr":
            self._items.add(self._current)

    def end(self, name: str) -> None:
        """Take nothing."""

    def data(self, text: str) -> None:
        """Take nothing."""


class _Paragraph:
    __slots__ = ("is_item", "level", "pieces")

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.level = 0
        self.is_item = False


class Body:
    """The text of a Word file as lines; text boxes stand before the paragraph they hang on."""

    def __init__(self, styles: Styles) -> None:
        self.title = ""
        self._styles = styles
        self._lines = Lines()
        self._paragraphs: list[_Paragraph] = []
        self._unread = 0
        self._in_text = False
        self._in_run = False
        self._is_hidden = False

    def text(self) -> str:
        """Give all that was read."""
        return self._lines.text()

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take the begin of an element."""
        if self._unread:
            self._unread += 1
            return
        is_word, local = _split(name)
        if local in _UNREAD:
            self._unread = 1
        elif not is_word:
            self._in_text = local == "t" and "math" in name
        elif local in ("p", "tbl", "tr", "tc"):
            self._begin_block(local)
        elif local in ("pStyle", "numId", "outlineLvl"):
            self._style(local, _value(attributes))
        else:
            self._inline(local, attributes)

    def end(self, name: str) -> None:
        """Take the end of an element."""
        if self._unread:
            self._unread -= 1
            return
        self._in_text = False
        is_word, local = _split(name)
        if not is_word:
            return
        if local == "r":
            self._in_run = self._is_hidden = False
        elif local == "p" and self._paragraphs:
            self._end_paragraph(self._paragraphs.pop())
        elif local in ("tr", "tbl"):
            self._lines.end_row()
            self._lines.end_line(2 if local == "tbl" else 1)

    def data(self, text: str) -> None:
        """Take text, if it is in an element for text."""
        if self._in_text and not self._unread and not self._is_hidden and self._paragraphs:
            self._paragraphs[-1].pieces.append(text)

    def _begin_block(self, local: str) -> None:
        if local == "p":
            self._paragraphs.append(_Paragraph())
        elif local == "tbl":
            self._lines.end_row()
            self._lines.end_line(2)
        elif local == "tr":
            self._lines.begin_row()
        else:
            self._lines.begin_cell()

    def _style(self, local: str, value: str) -> None:
        if not self._paragraphs:
            return
        paragraph = self._paragraphs[-1]
        if local == "pStyle":
            paragraph.level = self._styles.level(value)
            paragraph.is_item = paragraph.is_item or self._styles.is_item(value)
        elif local == "numId":
            paragraph.is_item = value != "0"
        elif value.isdecimal() and len(value) == 1 and int(value) < 9:
            paragraph.level = paragraph.level or int(value) + 1

    def _inline(self, local: str, attributes: dict[str, str]) -> None:
        self._in_text = local == "t"
        if local == "r":
            self._in_run, self._is_hidden = True, False
        elif local == "vanish" and self._in_run:
            self._is_hidden = _value(attributes).lower() not in _OFF
        elif self._paragraphs and local in ("tab", "br", "cr", "noBreakHyphen"):
            if not self._in_run:  # a tab in the properties of a paragraph is a tab stop
                return
            sign = {"tab": " ", "noBreakHyphen": "-"}.get(local, "\n")
            self._paragraphs[-1].pieces.append(sign)

    def _end_paragraph(self, paragraph: _Paragraph) -> None:
        text = "".join(paragraph.pieces)
        if not text.strip():
            return
        level = min(paragraph.level, 6)
        if level:
            self.title = self.title or text.strip()
            self._lines.begin("#" * level + " ", gap=2)
            self._lines.write(text)  # a heading of two lines is still one
        else:
            if paragraph.is_item:
                self._lines.begin("- ")
            for line in text.split("\n"):
                self._lines.write(line)
                self._lines.end_line()
        self._lines.end_line(1 if paragraph.is_item and not level else 2)
