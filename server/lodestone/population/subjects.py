"""Which name of a sentence the sentence is about, by what stands before and behind it."""

import re
from collections.abc import Sequence

from lodestone import vocabulary as v
from lodestone.population.mentions import REFERRING, Mention

ACTORS = frozenset(
    v.LS + kind for kind in ("Agent", "Artefact", "Arrangement", "NormativeInstrument")
)
"""What a sentence can be about."""

_MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December|Spring"
    "|spring|summer|autumn|winter"
)
_ADVERBIAL = re.compile(
    r"^(?!(?:In|On|Since|By|Until|From) (?:(?:early|late|mid|last|the|\d{1,2}|\d{4}"
    rf"|{_MONTHS})[ -]){{1,5}}$)"
    r"(?:In|At|For|Under|With|By|From|On|According to|Despite|Unlike|Like|After|Before|Since"
    r"|Within|Across|Through|Until|As|Among|Alongside|Beyond|To) (?:[^,]*)$"
)
_NO_SUBJECT = re.compile(
    rf"{_ADVERBIAL.pattern}"
    r"|^(?:(?:Having |Being |Since |Once |Long |Originally |Jointly )?[A-Z]?[a-z]+ed|Born|Built"
    r"|Spun|Set|Run|Led|Held|Made|Bought|Sold|Known|Grown|Begun|Fresh|Part|Home|Heir|Close|Next)"
    r" (?:[^,]|,(?=\d))*(?:, (?:on|and|by|in|with|at|for|from|to) [^,]*){0,4}$"
    r"|^What [^,]*$"
    r"|^(?:An?|The) (?:[\w'-]+ ){0,3}(?:brainchild|creature|creation|offshoot|spin-off|spin-out"
    r"|subsidiary|unit|part|arm|division|member|product|venture|successor|rival|fruit|supplier"
    r"|veteran|alumnus|alumna|graduate|partner|client|customer|project|initiative) (?:of|to) [^,]*$"
    r"|^(?:It|They|He|She|We) [^,]*$"
    r"|^An? [^,]*\bof (?:the )?[^,]*$"
    r"|\b(?:include[sd]?|is|are|was|were|has|have|had|by|from|with|between|among)\b[^,]*$"
    r"|(?:包括|涵盖|客户有|收购|获得|由|与|向|经|对于?|关于|有关|来自|除)[^，。；]*$"
)
"""What stands before a name that is not the subject: a phrase with a preposition, or the verb."""

_INVERTED = re.compile(
    r"^(?:Behind|Among|Next|Also|Then|One (?:such|of them|that|who)|At the \w+)\b[^,.]{0,80}"
    r" (?:is|are|was|were|stands?|stood|comes?|came) (?:the )?$"
    r"|^What [^,.]{2,80} (?:is|are|was|were) (?:the )?$"
    r"|^[A-Z][\w' -]{2,60} (?:is|was) the (?:craft|work|business|domain|job|task|trade|story"
    r"|speciality|tale|province|preserve|turf|handiwork) of (?:the )?$"
    r"|^[A-Z][\w -]{2,60} (?:(?:is|was|has been) (?:given|provided|set|offered|handed|left"
    r"|entrusted) (?:by|to)|(?:lies?|rests?|falls?|fell|went) (?:with|to|on)) (?:the )?$"
)
"""What stands before a name that a sentence is about although it comes last."""

_WHOSE_PEOPLE = re.compile(
    r" (?:[a-z]+ )?(?:engineers?|researchers?|employees?|executives?|managers?|veterans?|graduates?"
    r"|alumn\w+|professors?|scientists?|students?|directors?|bankers?)\b"
)
"""What stands behind a name that only says whose somebody is or was: "a former Acme engineer"."""

_RELATIVE = re.compile(r",? (?:which|who|that|whose) [^,;.:()]{2,60}$")
_PASSIVE = re.compile(
    r",? (?:(?:is|was|were|are|has been|have been|which|that) ){0,2}"
    r"(?:\w+(?:ed|en|wn)|built|made|sold|bought|run|led|held) (?:[^,;.:()]{1,40} )?by $"
)
HANDLED = re.compile(
    r"\b(?:download|install|us(?:e|es|ed|ing)|try|deploy(?:s|ed)?|test(?:s|ed)?|(?:re)?train(?:s|ed)?"
    r"|releas(?:e|es|ed|ing)|launch(?:es|ed)?|unveil(?:s|ed)?|rolled|fine-tun(?:e|es|ed)|resell"
    r"|open-sourced|shipped|taught|uploaded) $"
)
"""What is done to things: behind it, "it" is the one named last."""

POSSESSIVE = frozenset(("its", "their", "his", "her", "our"))
"""Pronouns that say whose something is."""


def is_subject(form: str, mention: Mention, before: str, others: Sequence[Mention]) -> bool:
    """Whether a sentence can be about a mention, by what stands before it and around it."""
    return not (
        (_NO_SUBJECT.search(before) and not _INVERTED.match(before))
        or (mention.how in REFERRING and mention.text.lower() in POSSESSIVE)
        or _owns(form, mention, others)
        or _WHOSE_PEOPLE.match(form, mention.end)
        or (form.startswith("'s", mention.end) and is_only_place(mention, ACTORS))
    )


def _owns(form: str, mention: Mention, others: Sequence[Mention]) -> bool:
    """Whether a name only says whose another is: "Bergen's Lumo Robotics"."""
    behind = form[mention.end : mention.end + 3]
    return behind == "'s " and any(m.start == mention.end + 3 for m in others)


def is_only_place(mention: Mention, wanted: frozenset[str]) -> bool:
    """Whether a mention stands for a place, where none is wanted."""
    is_place = v.LS + "Place" in mention.kinds and v.LS + "Organisation" not in mention.kinds
    return is_place and v.LS + "Place" not in wanted


def governs(form: str, mention: Mention, place: int) -> bool:
    """Whether a pronoun stands in a relative clause on a name: "Acme, which lost part of its"."""
    return bool(_RELATIVE.match(form[mention.end : place]))


def is_done_by(form: str, mention: Mention, place: int) -> bool:
    """Whether a description tells who does something to a name: "Vesla, sold by the firm"."""
    return bool(_PASSIVE.match(form[mention.end : place]))
