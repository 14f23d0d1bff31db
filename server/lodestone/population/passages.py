"""The passages of a document that rules are tried on: sentences, list items, table rows.

A list item is read together with the line that introduces its list ("The members are:" and
"- Acme"), as if they were one sentence; a table row together with the header of its table.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from lodestone.population.text import HIDDEN, matching_form, split_sentences, trimmed

HEADING = "heading"
SENTENCE = "sentence"
ITEM = "item"
ROW = "row"
_LINE_ALONE = "line"

_LINE = re.compile(r"[^\n]+")
_ITEM = re.compile(
    r"\s*(?:[-*•·–]|\d{1,2}[.)]|\((?:[a-z]{1,4}|\d{1,2})\)|[a-z]\)"
    r"|[（(][一二三四五六七八九十]+[）)]|[一二三四五六七八九十]+、)\s+|\s*[①-⑳]\s*"
)
_RULER = re.compile(r"[\s:|-]+")
_BLANK = re.compile(r"\n\s*\n")
_DATELINE = re.compile(
    r"[A-Z][A-Za-z ./]{2,24}(?:, [A-Z0-9][\w ,.]{2,24})?(?: \([A-Z][\w /]{1,20}\))? - (?=[A-Z\"])"
    r"|[A-Z]{3,}(?:, [\w ,.]{3,24}?)?: (?=[A-Z])"
    r"|[A-Z]{3,}(?:[ -][A-Z]{2,}){0,2}(?:, \d{1,2} [A-Z][a-z]+\.?(?: \d{4})?)?\. (?=[A-Z\"])"
    r"|\([A-Z][\w /]{1,20}\) - (?=[A-Z])"
)
"""With what a news item opens: "LISBON, 4 March 2025 (Agency) - "; it belongs to no sentence."""

_ENTRY = re.compile(r"[A-Z][\w /]{1,25}: ?\S")
_PROVISION = re.compile(
    r"(?:Article|Art\.|Section|Sec\.|§|Clause|Paragraph) ?\d{1,3}[a-zº°]?(?:\(\w{1,3}\))*[.:)]?"
    r"(?: \([A-Z][^()]{2,60}\))?(?: [-–—])?(?: \(\d{1,2}\)| \d{1,2}\.| ?[①-⑳])? (?=[A-Z\"“])"
)
"""The number of a provision before its text: "Article 3. (1) Operators shall …"."""

_WIDE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff01-\uff5e“”‘’]")
_SHORT_LINE = 60
_GOES_ON = re.compile(
    r"\b(?:shall|must|may|may not|shall not|have to|required to|obliged to|to|of|on|for|from|that"
    r"|by|following)$"
)
"""With what a line ends that is a sentence only with the items below it."""

_LONGEST_DUTY = 12
_MOST_CELLS = 200
"""Of a row of a table; what has more is no table that anybody reads."""

_END = re.compile(r"[.!?:;。！？：；][\"”')]*$")
_CLOSING = (".", "!", "?", ":", ";", '"', "”", "。", "！", "？", "：", "；", "，", ",")


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch that rules are tried on: one piece of the document, or an intro and an item.

    `cells` are the pieces of a table row and `header` those of the row above all; `block` counts
    the paragraphs, so that a pronoun is not looked up too far away.
    """

    kind: str
    pieces: tuple[tuple[int, int], ...]
    block: int
    header: tuple[tuple[int, int], ...] = ()
    is_line: bool = False
    """Whether a heading is one only because it is a short line without a full stop."""

    @property
    def start(self) -> int:
        """Where the passage begins; an intro does not count."""
        return self.pieces[-1][0] if self.kind == ITEM else self.pieces[0][0]

    @property
    def end(self) -> int:
        """Where the passage ends."""
        return self.pieces[-1][1]


@dataclass(frozen=True, slots=True)
class _Line:
    kind: str
    start: int
    end: int


def readable(text: str, start: int = 0) -> tuple[str, list[Passage]]:
    """Give the matching form of a text, from an offset on, and its passages in order."""
    form = matching_form(text)
    blocks = list(_blocks(form, start))
    joined = list(form)
    for block in blocks:
        place = form.find("\n", block.start, block.end)
        while place >= 0:
            _join(joined, place)
            place = form.find("\n", place + 1, block.end)
    form = "".join(joined)
    return form, list(_passages(form, blocks))


def _join(form: list[str], place: int) -> None:
    """Join two lines by a space, or by nothing that a rule sees if both are Chinese."""
    behind = place + 1
    while behind < len(form) - 1 and form[behind] == " ":
        behind += 1
    is_wide = _WIDE.match(form[place - 1]) and _WIDE.match(form[behind])
    form[place:behind] = (HIDDEN if is_wide else " ") * (behind - place)


def _passages(form: str, blocks: list[_Line]) -> Iterator[Passage]:
    intro: tuple[int, int] | None = None
    outer = ""
    header: tuple[tuple[int, int], ...] = ()
    last = 0
    for number, block in enumerate(blocks):
        if block.kind == ROW:
            if _BLANK.search(form, last, block.start):
                header = ()  # another table begins
            last = block.end
            cells = tuple(islice(_cells(form, block.start, block.end), _MOST_CELLS))
            if not header:
                header = cells
            elif cells:
                yield Passage(ROW, cells, number, header)
            continue
        header = ()
        if block.kind == ITEM:
            if _style(form, block) == outer:
                intro, outer = None, ""  # the list within an item has ended
            yield from _item(form, block, number, intro)
            intro, outer = _opened_by(form, block) or (intro, outer)
            continue
        intro, outer = None, ""
        is_line = block.kind == _LINE_ALONE
        kind = HEADING if is_line else block.kind
        first = block.start if block.kind == HEADING else _behind_opening(form, block)
        for start, end in split_sentences(form, first, block.end):
            yield Passage(kind, ((start, end),), number, is_line=is_line)
            if form[end - 1] in ":：" or kind == HEADING or _GOES_ON.search(form, start, end):
                intro = (start, end - (form[end - 1] in ":："))


def _behind_opening(form: str, block: _Line) -> int:
    """Give where a block begins behind its dateline, or the number of its provision."""
    span = block.start, block.end
    opening = block.kind == SENTENCE and _DATELINE.match(form, *span)
    opening = opening or _PROVISION.match(form, *span)
    return opening.end() if opening else block.start


def _opened_by(form: str, block: _Line) -> tuple[tuple[int, int], str] | None:
    """Give the sentence of an item that introduces a list within it, and how the item is marked."""
    if form[block.end - 1] not in ":：":
        return None
    marker = _ITEM.match(form, block.start, block.end)
    start = marker.end() if marker else block.start
    *_, (first, last) = split_sentences(form, start, block.end)
    return (first, last - 1), _style(form, block)


def _style(form: str, block: _Line) -> str:
    """Give how an item is marked, whatever its number: "(a)" and "(b)" alike."""
    marker = _ITEM.match(form, block.start, block.end)
    return re.sub(r"\d+", "1", re.sub(r"[a-z]+", "a", marker.group().strip())) if marker else ""


def _item(form: str, block: _Line, number: int, intro: tuple[int, int] | None) -> Iterator[Passage]:
    marker = _ITEM.match(form, block.start, block.end)
    start = marker.end() if marker else block.start
    sentences = list(split_sentences(form, start, block.end))
    for place, sentence in enumerate(sentences):
        if place == 0 and intro is not None and not _stands_alone(form, intro, sentence):
            yield Passage(ITEM, (intro, sentence), number)
        else:
            yield Passage(SENTENCE, (sentence,), number)


def _stands_alone(form: str, intro: tuple[int, int], sentence: tuple[int, int]) -> bool:
    """Whether an item is a sentence of its own, which only happens to follow a heading."""
    start, end = sentence
    if form[end - 1] not in ".。" or form.count(" ", start, end) <= 3:
        return False
    last = max(intro[0], intro[1] - _LONGEST_DUTY)
    return form[intro[1] : intro[1] + 1] not in (":", "：") and not _GOES_ON.search(
        form, last, intro[1]
    )


def _cells(form: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    place = start
    line = form[start:end]
    if line.lstrip().startswith("|"):
        place = start + line.index("|") + 1
    while place <= end:
        bar = form.find("|", place, end)
        stop = end if bar < 0 else bar
        if bar < 0 and not form[place:stop].strip():
            return
        yield next(trimmed(form, place, stop), (place, place))
        place = stop + 1


def _blocks(form: str, start: int) -> Iterator[_Line]:
    """Join the lines that a hard wrap broke; a short line, or a full stop, ends a block."""
    block: _Line | None = None
    for line in _LINE.finditer(form, start):
        kind = _kind(form, line.start(), line.end())
        if block is not None and _continues(form, block, kind, line.start()):
            block = _Line(block.kind, block.start, line.end())
            continue
        if block is not None:
            yield _finished(form, block)
        block = None if kind is None else _Line(kind, line.start(), line.end())
    if block is not None:
        yield _finished(form, block)


def _kind(form: str, start: int, end: int) -> str | None:
    line = form[start:end]
    if not line.strip(" \x01"):
        return None
    if ("--" in line and _RULER.fullmatch(line)) or line.lstrip().startswith(("```", "---", "===")):
        return None
    if line.startswith("#"):
        return HEADING
    if line.lstrip().startswith("|") or line.count(" | ") >= 1:
        return ROW
    return ITEM if _ITEM.match(line) else SENTENCE


def _continues(form: str, block: _Line, kind: str | None, next_start: int) -> bool:
    if kind != SENTENCE or block.kind not in (SENTENCE, ITEM) or next_start != block.end + 1:
        return False
    if _ENTRY.match(form, next_start):
        return False
    if block.kind == ITEM and form[block.start] != " " and form.startswith("  ", next_start):
        return True
    last_start = max(block.start, form.rfind("\n", block.start, block.end) + 1)
    last_line = form[last_start : block.end].rstrip()
    width = len(last_line) + len(_WIDE.findall(last_line))
    return width > _SHORT_LINE and not _END.search(last_line)


def _finished(form: str, block: _Line) -> _Line:
    text = form[block.start : block.end].replace(HIDDEN, "")
    if block.kind == HEADING:
        stripped = form[block.start : block.end].lstrip("# ")
        return _Line(HEADING, block.end - len(stripped), block.end)
    is_heading = (
        block.kind == SENTENCE and len(text) < _SHORT_LINE and not text.rstrip().endswith(_CLOSING)
    )
    return _Line(_LINE_ALONE, block.start, block.end) if is_heading else block
