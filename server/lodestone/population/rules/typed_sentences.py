"""Typed sentences: passages in which each mention is written as two private-use characters."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from lodestone.population.discourse.references import Discourse
from lodestone.population.discourse.subjects import is_possessive
from lodestone.population.mentions.mention import Mention
from lodestone.population.passages import Passage
from lodestone.population.rules.alphabet import FIRST_MENTION, INDEX, KIND, LAST_MENTION, Alphabet
from lodestone.population.text import HIDDEN

_UNSEEN = re.compile(f"{HIDDEN}|(?<= ) +")
_PAIR = re.compile(f"{KIND}({INDEX})")
Piece = str | tuple[int, int]
"""Words, or a stretch of the text of a typed sentence."""


@dataclass(frozen=True, slots=True)
class TypedSentence:
    """A typed sentence, its mentions, and the way back to the offsets of the document."""

    text: str
    form: str
    mentions: tuple[Mention, ...]
    discourse: Discourse
    starts: list[int]
    origins: list[tuple[int, int]]
    seams: tuple[int, ...] = ()
    """Where words meet that do not in the document, if it is made of the parts of another one."""
    whole: str = ""
    """The text of that other one."""

    def mention(self, character: str) -> Mention:
        """Give the mention that a character stands for."""
        return self.mentions[ord(character) - FIRST_MENTION]

    def spelled(self, text: str) -> str:
        """Spell out, in a stretch of it, the words that only a capital makes names: "Rumour"."""
        return _PAIR.sub(self._spelled, text)

    def _spelled(self, pair: re.Match[str]) -> str:
        mention = self.mention(pair[1])
        is_word = mention.how == "name" and not mention.bearers and mention.text.isalpha()
        return mention.text if is_word else pair[0]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Give the offsets in the document of a stretch of the typed text."""
        first = bisect_right(self.starts, start) - 1
        last = bisect_right(self.starts, end - 1) - 1
        origin, stop = self.origins[first]
        begin = origin if stop else origin + start - self.starts[first]
        origin, stop = self.origins[last]
        return begin, stop or origin + end - self.starts[last]


def spliced(sentence: TypedSentence, pieces: Iterable[Piece]) -> TypedSentence:
    """Give a sentence made of stretches of another one and of words between them."""
    parts: list[str] = []
    starts: list[int] = []
    origins: list[tuple[int, int]] = []
    length = place = 0
    seams = []
    for piece in pieces:
        if isinstance(piece, str):
            kept = [(piece, (place, place))]
        else:
            kept = list(_stretches(sentence, *piece))
            place = sentence.span(*piece)[1] if kept else place
        for text, origin in kept:
            parts.append(text)
            starts.append(length)
            origins.append(origin)
            length += len(text)
        seams.append(length)
    return replace(
        sentence,
        text="".join(parts),
        starts=starts,
        origins=origins,
        seams=tuple(seams[:-1]),
        whole=sentence.whole or sentence.text,
    )


def _stretches(
    sentence: TypedSentence, begin: int, stop: int
) -> Iterator[tuple[str, tuple[int, int]]]:
    """Give the parts of a stretch of a sentence, each with where it comes from."""
    first = bisect_right(sentence.starts, begin) - 1
    for number in range(max(first, 0), len(sentence.starts)):
        start = sentence.starts[number]
        if start >= stop:
            return
        end = (sentence.starts[number + 1 : number + 2] or [len(sentence.text)])[0]
        opening, closing = max(begin, start), min(stop, end)
        if opening < closing:
            origin, until = sentence.origins[number]
            place = (origin, until) if until else (origin + opening - start, 0)
            yield sentence.text[opening:closing], place


def mentions_within(mentions: Sequence[Mention], start: int, end: int) -> Sequence[Mention]:
    """Give the mentions that lie within a stretch of the document; they are in order."""
    first = bisect_left(mentions, start, key=lambda m: m.start)
    last = bisect_right(mentions, end, key=lambda m: m.end)
    return mentions[first:last]


def write(
    form: str,
    passage: Passage,
    discourse: Discourse,
    mentions: Sequence[Mention],
    alphabet: Alphabet,
) -> TypedSentence:
    """Write a passage with its mentions as pairs of characters, and without markup."""
    written = _Writing(form)
    listed = tuple(mentions[: LAST_MENTION - FIRST_MENTION])
    for number, (start, end) in enumerate(passage.pieces):
        if number:
            written.add(" ", start, 0)
        place = start
        last = None
        for index, mention in enumerate(listed):
            span = mention.start, mention.end
            pair = alphabet.code(mention.kinds) + chr(FIRST_MENTION + index)
            if span == last:  # "the pair" reads as "Acme and Lumo"
                written.add(" and ", *span)
            elif mention.start >= place and mention.end <= end:
                written.add_plain(place, mention.start)
            else:
                continue
            if is_possessive(mention):
                pair += "'s"  # "its chief executive" reads as "Acme's chief executive"
            if mention.title:  # "the Oslo start-up" reads as "the Oslo start-up Acme"
                written.add(f"{mention.title} ", *span)
            written.add(pair, *span)
            last, place = span, mention.end
        written.add_plain(place, end)
    return TypedSentence(
        "".join(written.parts), form, listed, discourse, written.starts, written.origins
    )


class _Writing:
    """A typed sentence while it is written, with the way back to the document."""

    def __init__(self, form: str) -> None:
        self.parts: list[str] = []
        self.starts: list[int] = []
        self.origins: list[tuple[int, int]] = []
        self._form = form
        self._length = 0

    def add(self, text: str, origin: int, stop: int) -> None:
        """Add what stands for a stretch of the document."""
        if text:
            self.parts.append(text)
            self.starts.append(self._length)
            self.origins.append((origin, stop))
            self._length += len(text)

    def add_plain(self, start: int, end: int) -> None:
        """Add a stretch of the document as it is, but for markup and the indents of its lines."""
        place = start
        for unseen in _UNSEEN.finditer(self._form, start, end):
            self.add(self._form[place : unseen.start()], place, 0)
            place = unseen.end()
        self.add(self._form[place:end], place, 0)
