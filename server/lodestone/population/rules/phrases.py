"""What a slot of a match was bound to, one by one: the parts of "A, B and C"."""

import re
from collections.abc import Iterator

from lodestone import vocabulary as v
from lodestone.population.rules.alphabet import INDEX, Slot
from lodestone.population.rules.binding import Bound, cleaned
from lodestone.population.rules.patterns import (
    ASIDE,
    CLAUSE,
    COUNTED,
    COUNTS,
    PHRASE,
)
from lodestone.population.rules.typed_sentences import TypedSentence
from lodestone.population.text import HIDDEN, without_gaps
from lodestone.population.word_lists import DUTIES

_MENTION = re.compile(INDEX)
_JOINT = re.compile(
    r",? (?:and|or|as well as|along with) (?:also )?(?:(?:on|in|for|to|with|by|from) )?"
    r"|, |、|和|及|以及|(?<!参)与(?!会|众)"
)
_LISTED = re.compile(r"$|,| (?:and|or|as well as|along with) |[、和及以与]")
"""What follows one of a list of names; "'s" does behind what another is the possessor of."""

_BARE_ADJECTIVE = re.compile(
    r"^[\w-]+(?:al|ial|ic|ive|ary|ory|ese|ean|ish|ed|ous)$"
    r"|^(?:private|public|state|big|small|large|medium|medium-sized|micro|local)$",
    re.I,
)

_BELONGING = re.compile(
    r"'s|'(?= )| (?:governments?|authorities|parliament|ministry|subsidiary|unit|arm|division"
    r"|branch|brand|chips?|shares|engineers?|employees)\b"
)
"""What stands behind the name of one of whom only something is meant."""

_REQUIREMENT = v.LS + "Requirement"
_DUTY = re.compile(rf"(?:to )?(?:{DUTIES})\b [^,.;]")
_VERB = (
    rf"(?:to )?(?:(?:respond|reply|adhere) to|report to (?:the|its|their)"
    rf"|(?:refrain|abstain) from|(?:{DUTIES})\b"
    r" (?!(?:of|to|for|from|by|and|or|is|are)\b)[^,.;])"
)
_NEXT_DUTY = re.compile(
    rf"(?:,? (?:and|as well as)(?:,? (?:also|then|[a-z][^,;]{{2,60}}),)?|,(?=[^;]* and,? (?:{_VERB}"
    rf"|[^,;]{{3,60}}, {_VERB})))(?: also| then)? (?={_VERB})(?:to )?"
)
"""Where another duty begins: "keep logs and, on request, report leaks"."""

_LAW_GOES_ON = re.compile(
    r"(?:,? (?:and|but|while) (?:also )?|, (?:also )?)(?:protects|covers|governs"
    r"|allows|applies|bans|creates|designates|empowers|entitles"
    r"|establishes|exempts|forbids|foresees|gives|grants|hands|imposes|introduces|lays|lets|makes"
    r"|obliges|permits|prohibits|provides|puts|requires|restricts|sets|threatens)\b"
)
"""Where a law does something else: "requires shops to label toys and bans lead"."""

_STATE = re.compile(
    r"(?:[a-z]s|people|staff|children|women|men)( (?:[a-z]{2,}ed|left|sold|built|strong|aboard"
    r"|online|available|live|alone|apiece|together|graduate|join|enrol|qualify)$"
    r"| (?:near|use|buy|sell|trade|share|exchange|swap|take|visit|belong|come|rely|speak|study"
    r"|attend|depend|turn)\b.*$| and [a-z]{2,}ed\b.*$)"
    r"|\b(?:employees|people|staff|workers)( and .*)$"
)
"""What is said of those counted, rather than which of them: "2,400 clinics connected"."""

_NOT_COUNTED = re.compile(
    r"(?<=[se])(?: (?:and|or))?(?: (?:(?!based|led|run|owned|listed|limited|united|shared|need)"
    r"[a-z]{2,}ed|left|use|run|took|work|won|won't|more|near [^,]+|them|him|her))+$"
)
"""Behind what is counted, what it does or is: "200 clinics connected"."""

_DOING = r"(?!(?:following|using|including|being|during)\b)[a-z]{2,}ing (?!of\b|and\b|or\b)"
_GERUND = re.compile(rf"{_DOING}[^,;]{{2}}")
_NEXT_DOING = re.compile(rf"(?:, (?:and )?| and )(?={_DOING})")
"""Where another duty begins that is told like the first: "keeping logs and training staff"."""

_TOO = re.compile(r"(?:, too|,? as well|,? ever since|, (?:however|therefore|of course))$")

_PARTICIPLE = re.compile(r"(?:[a-z]{2,}ed|sold|made|built|kept|held|given|bought|taken|sent)$")
_PREPOSITION = re.compile(r" (?:in|by|for|on|to|from|at|with|under|within|before|after)\b")


def bounds_of(
    sentence: TypedSentence, match: re.Match[str], name: str, slot: Slot
) -> Iterator[Bound]:
    """Give what a slot was bound to, one for each part of a coordination.

    A name with "'s" behind all that matched is that of the possessor of what is meant.
    """
    start, end = match.span(name)
    if slot.form in COUNTS:
        number = sentence.mention(match[name][1])
        first, last = match.span(name + COUNTED)
        if state := _STATE.search(sentence.text, first, last):
            last = state.start(state.lastindex or 0)
        last = first + len(_NOT_COUNTED.sub("", sentence.text[first:last]))
        counted = _plain(sentence, first, last)
        span = sentence.span(start, last)
        yield Bound(_surface(sentence, *span), *span, number, counted)
    elif slot.form == PHRASE and _REQUIREMENT in slot.kinds:
        yield from _duties(sentence, start, end)
    elif slot.form in (PHRASE, CLAUSE):
        yield _plain(sentence, start, end)
    elif slot.form:
        yield from _noun_phrases(sentence, start, end)
    elif end < match.end() or not _BELONGING.match(sentence.text, end):
        listed = ASIDE.sub("", match[name])
        for place in _MENTION.finditer(listed):
            if _LISTED.match(listed, place.end()):
                mention = sentence.mention(place[0])
                yield Bound(mention.text, mention.start, mention.end, mention)


def _duties(sentence: TypedSentence, start: int, end: int) -> Iterator[Bound]:
    """Give each duty of "keep logs, train staff and report leaks", if each has what it is about."""
    text = sentence.text
    other = _LAW_GOES_ON.search(text, start, end)
    end = start + len(text[start : other.start() if other else end].rstrip(", "))
    end = start + len(_TOO.sub("", text[start:end]))
    is_doing = bool(_GERUND.match(text, start, end))
    first, next_one = (_GERUND, _NEXT_DOING) if is_doing else (_DUTY, _NEXT_DUTY)
    if not first.match(text, start, end):
        yield _plain(sentence, start, end)
        return
    place = start
    for joint in next_one.finditer(text, start, end):
        if first.match(text, place, joint.start() + 1):
            yield _plain(sentence, place, joint.start())
            place = joint.end()
    yield _plain(sentence, place, end)


def _noun_phrases(sentence: TypedSentence, start: int, end: int) -> Iterator[Bound]:
    text = sentence.text[start:end]
    parts: list[tuple[int, int]] = []
    place = 0
    for joint in _JOINT.finditer(text):
        parts.append((place, joint.start()))
        place = joint.end()
    parts.append((place, len(text)))
    last = text[parts[-1][0] : parts[-1][1]]
    head = last.split(" ", 1)[1] if " " in last else ""
    for first, stop in parts:
        if first == stop:
            continue
        is_last = (first, stop) == parts[-1]
        shown = _without_participle(sentence.text, start + first, end) if is_last else start + stop
        bound = _plain(sentence, start + first, shown)
        if head and not is_last and _BARE_ADJECTIVE.match(cleaned(bound.text)):
            words = f"{cleaned(bound.text)} {_plain(sentence, end - len(head), end).text}"
            bound = Bound(words, bound.start, bound.end, None)
        yield bound


def _without_participle(text: str, start: int, end: int) -> int:
    """Give where a noun phrase ends without the participle behind it: "devices sold in …"."""
    words = text[start:end].rpartition(" ")
    is_participle = words[1] and _PARTICIPLE.match(words[2]) and _PREPOSITION.match(text, end)
    return start + len(words[0]) if is_participle else end


def _plain(sentence: TypedSentence, start: int, end: int) -> Bound:
    span = sentence.span(start, end)
    text = sentence.text[start:end]
    is_mention = len(text) == 2 and _MENTION.match(text[1])
    mention = sentence.mention(text[1]) if is_mention else None
    return Bound(_surface(sentence, *span), *span, mention)


def _surface(sentence: TypedSentence, start: int, end: int) -> str:
    return without_gaps(sentence.form[start:end].replace(HIDDEN, ""))[0].strip()
