"""HTML pages: what a reader sees of them, without what is around it."""

import re
import time
from pathlib import Path

from lodestone.errors import DocumentError
from lodestone.population.loading.cleaning import clean, clean_line
from lodestone.population.loading.decoding import decode
from lodestone.population.loading.kinds import LONGEST_TITLE, Content, shown
from lodestone.population.loading.lines import Lines
from lodestone.population.loading.markup import Tag, resolved, tokens

FEWEST_CHARACTERS = 200
"""A page with less text than this is rather a notice, an error or a shell for scripts."""

DEADLINE = 7.0
"""In seconds; a page of 20 MB with nothing but tags takes about as long."""

LARGEST_LINK_SHARE = 0.6
"""A page with more of its text in links than this is rather a menu than an article."""

_CHROME = frozenset("nav footer aside form dialog menu".split())
_UNREAD = frozenset(
    "script style iframe xmp noembed noframes textarea noscript template svg select button object"
    " video audio canvas rt rp".split()
)
_HOLDING = frozenset(
    "html body main article section div header table ul ol dl blockquote details figure center"
    " fieldset address hgroup".split()
)
_CONTENT = frozenset("main article section".split())
_PARAGRAPH = frozenset("p blockquote table ul ol dl pre figure hr article section main".split())
_LINE = frozenset(
    "br div dt dd caption figcaption tbody thead address summary legend nav footer aside form"
    " header".split()
)
_TRACKED = _CHROME | _UNREAD | _HOLDING
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_VOID = frozenset("br hr img input meta link area base col embed source track wbr param".split())
_KNOWN = (
    _CHROME | _UNREAD | _HOLDING | _PARAGRAPH | _LINE | _HEADINGS | _VOID
    | frozenset("a li p pre span table td th title tr".split())
)  # fmt: skip
"""All others, such as <b>, stand in a line and change nothing."""

_HIDDEN = re.compile(r"\shidden(?=[\s=>/]|$)|(?:display\s{0,9}:\s{0,9}none)", re.IGNORECASE)
_ROLE = re.compile(
    r"\srole\s{0,9}=\s{0,9}[\"']?(?:navigation|banner|contentinfo|search|complementary|dialog)\b",
    re.IGNORECASE,
)


def read_web_page(path: Path, data: bytes, encoding: str | None) -> Content:
    """Read the text of an HTML page; menus, forms, headers and footers are left out.

    Raises:
        DocumentError: it is not text, or has so many tags that it takes too long.
    """
    page, warning = decode(path, data, encoding, markup=True)
    deadline = time.monotonic() + DEADLINE
    reader = _Reader(without_chrome=True)
    text = reader.read(page, deadline)
    if text is not None and reader.kept < FEWEST_CHARACTERS and reader.dropped > reader.kept:
        # some servers put a page as a whole into a form
        whole = _Reader(without_chrome=False)
        text = whole.read(page, deadline)
        reader.kept, reader.linked = whole.kept, whole.linked
    if text is None:
        raise DocumentError(
            f"E-SIZE: {shown(path)} takes longer than {DEADLINE:g} seconds to read, so many tags "
            "it has. Split it, or save it as text."
        )
    title = clean_line(resolved(reader.title)[: 2 * LONGEST_TITLE]) or clean_line(reader.heading)
    warnings = (warning, _boilerplate(reader))
    return Content(clean(text), title, warnings=tuple(w for w in warnings if w))


def _boilerplate(reader: "_Reader") -> str:
    share = reader.linked / max(reader.kept, 1)
    if reader.kept < FEWEST_CHARACTERS:
        return (
            f"W-BOILERPLATE: {reader.kept} characters of text; perhaps the page was saved before "
            "its scripts had run"
        )
    if share > LARGEST_LINK_SHARE:
        return f"W-BOILERPLATE: {share:.0%} of the text is links; perhaps the page is a menu"
    return ""


class _Reader:
    """Goes through a page once; the depth of its nesting costs a list entry for each level."""

    def __init__(self, *, without_chrome: bool) -> None:
        self.title = ""
        self.heading = ""
        self.kept = 0
        self.linked = 0
        self.dropped = 0
        self._without_chrome = without_chrome
        self._lines = Lines()
        self._open: list[tuple[str, bool]] = []
        self._counts: dict[str, int] = {}
        self._skipping = 0
        self._links = 0
        self._preformatted = 0
        self._in_heading = False

    def read(self, page: str, deadline: float) -> str | None:
        """Read a page, or give None if that takes too long."""
        for number, token in enumerate(tokens(page)):
            if isinstance(token, str):
                self._write(token)
            elif token.name not in _KNOWN:
                pass
            elif token.closes:
                self._close(token.name)
            else:
                self._begin(token)
            if number % 4096 == 0 and time.monotonic() > deadline:
                return None
        return self._lines.text()

    def _write(self, text: str) -> None:
        if self._skipping:
            self.dropped += len(text.strip())
            return
        written = self._lines.write(text, preformatted=self._preformatted > 0)
        self.kept += written
        if self._links:
            self.linked += written
        if self._in_heading and len(self.heading) < LONGEST_TITLE:
            self.heading += text[:LONGEST_TITLE]

    def _begin(self, tag: Tag) -> None:
        name = tag.name
        if name == "title":
            self.title = self.title or tag.raw[: 10 * LONGEST_TITLE]
        if name in _VOID:
            if not self._skipping and name in ("br", "hr"):
                self._lines.end_line(2 if name == "hr" else 1)
            return
        tracked = name in _TRACKED
        skips = (tracked or name == "span") and self._is_skipped(tag)
        if tracked or skips or (self._skipping and name == "span"):
            self._open.append((name, skips))
            self._counts[name] = self._counts.get(name, 0) + 1
            self._skipping += skips
        if not self._skipping:
            self._format(name)

    def _is_skipped(self, tag: Tag) -> bool:
        name = tag.name
        if name in _UNREAD:
            return True
        holds = name in _HOLDING or name in _CHROME or name == "span"
        if (
            holds
            and tag.attributes
            and name not in ("html", "body")
            and _HIDDEN.search(tag.attributes)
        ):
            return True
        if not self._without_chrome:
            return False
        if name == "header":  # that of an article has its title, that of a page its menu
            return not any(self._counts.get(outer) for outer in _CONTENT)
        return name in _CHROME or (name in _HOLDING and bool(_ROLE.search(tag.attributes)))

    def _format(self, name: str) -> None:
        lines = self._lines
        if name in ("td", "th"):
            lines.begin_cell()
        elif name == "tr":
            lines.begin_row()
        elif name == "li":
            lines.begin("- ")
        elif name in _HEADINGS:
            lines.begin("#" * int(name[1]) + " ", gap=2)
            self._in_heading = name == "h1" and not self.heading
        elif name in _PARAGRAPH or name in _LINE:
            if name == "table":
                lines.end_row()  # a table in a cell: the cell is for layout
            lines.end_line(2 if name in _PARAGRAPH else 1)
        self._links += name == "a"
        self._preformatted += name == "pre"

    def _close(self, name: str) -> None:
        if self._counts.get(name):
            self._pop(name)
        if self._skipping:
            return
        lines = self._lines
        if name in _HEADINGS:
            lines.drop_marker()
            lines.end_line(2)
            self._in_heading = False
        elif name in ("tr", "table", "tbody", "thead"):
            lines.end_row()
            lines.end_line(2 if name == "table" else 1)
        elif name == "li":
            lines.drop_marker()
            lines.end_line()
        elif name in _PARAGRAPH or name in _LINE:
            lines.end_line(2 if name in _PARAGRAPH else 1)
        self._links = max(self._links - (name == "a"), 0)
        self._preformatted = max(self._preformatted - (name == "pre"), 0)

    def _pop(self, name: str) -> None:
        """Close an element, and those inside it that were left open."""
        while self._open:
            inner, skipped = self._open.pop()
            self._counts[inner] -= 1
            self._skipping -= skipped
            if inner == name:
                return
