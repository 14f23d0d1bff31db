"""HTML → its tags and the text between them, in time that grows with its length only.

The parser of the standard library takes time in the square of what is never closed: 60 kB of "<a "
keep it busy for a minute (Python 3.11; CVE-2025-6069 is of this kind). Here, a thing that was
searched for to the end of the page in vain is not searched for again.
"""

import html
import re
from collections.abc import Iterator
from typing import NamedTuple

_TAG = re.compile(r"<(?:(/?)([A-Za-z][^\s/>]{0,60})(>?)|[!?]|/(?=[^>]))")
_STOP = re.compile("[>\"']")
_RAW = {
    name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE)
    for name in ("script", "style", "title", "textarea", "iframe", "xmp", "noembed", "noframes")
}
_LONGEST_ATTRIBUTES = 2000
_NUMBER = re.compile(r"&#(?:x[0-9a-f]{7,}|\d{8,});?", re.IGNORECASE)


class Tag(NamedTuple):
    """A tag: its name in lower case, whether it closes, and its attributes as they are written.

    `raw` is what stands in elements that hold no markup, such as scripts and titles.
    """

    name: str
    closes: bool = False
    attributes: str = ""
    raw: str = ""


def tokens(page: str) -> Iterator[Tag | str]:
    """Give the tags of a page, and the text between them with its entities resolved."""
    yield from _Scanner(page).tokens()


def resolved(text: str) -> str:
    """Replace the entities of a text by the characters that they stand for."""
    if "&" not in text:
        return text
    # Python refuses to read a number of thousands of digits, with an error
    return html.unescape(_NUMBER.sub("\ufffd", text))


class _Scanner:
    def __init__(self, page: str) -> None:
        self._page = page
        self._last_end = page.rfind(">")
        self._in_vain: set[str] = set()

    def tokens(self) -> Iterator[Tag | str]:
        page, place = self._page, 0
        while place < len(page):
            found = _TAG.search(page, place)
            if found is None or found.start() > self._last_end:
                break  # a "<" that nothing closes is a sign of its own
            if found.start() > place:
                yield resolved(page[place : found.start()])
            close, name, is_whole = found.groups()
            if name is None:
                place = self._behind_odd(found.start())
                continue
            name = name.lower()
            start = found.end()
            place = start if is_whole else self._behind_tag(start)
            attributes = page[start : min(place, start + _LONGEST_ATTRIBUTES)]
            raw = ""
            if name in _RAW and not close:
                end = self._raw_end(name, place)
                raw, place = page[place:end], end
            yield Tag(name, bool(close), attributes, raw)
        if place < len(page):
            yield resolved(page[place:])

    def _behind_tag(self, start: int) -> int:
        """Find the end of a tag; a ">" in a quoted value is none."""
        page, place = self._page, start
        while (stop := _STOP.search(page, place)) is not None:
            quote = stop.group()
            if quote == ">":
                return stop.end()
            if page[max(place, stop.start() - 20) : stop.start()].rstrip().endswith("="):
                close = self._find(quote, stop.end())
                place = stop.end() if close < 0 else close + 1
            else:
                place = stop.end()
        return len(page)

    def _behind_odd(self, start: int) -> int:
        """Find the end of a comment, a declaration or an instruction."""
        page = self._page
        if page.startswith("<!--", start) and not page.startswith((">", "->"), start + 4):
            end = self._find("-->", start + 4)
            return len(page) if end < 0 else end + 3  # browsers show nothing of it either
        end = page.find(">", start)
        return len(page) if end < 0 else end + 1

    def _raw_end(self, name: str, start: int) -> int:
        if name in self._in_vain:
            return start
        end = _RAW[name].search(self._page, start)
        if end is not None:
            return end.start()
        self._in_vain.add(name)
        return start if name in ("title", "textarea") else len(self._page)

    def _find(self, sought: str, start: int) -> int:
        if sought in self._in_vain:
            return -1
        place = self._page.find(sought, start)
        if place < 0:
            self._in_vain.add(sought)
        return place
