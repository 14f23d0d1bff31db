"""Which name of a sentence the sentence is about, by what stands before and behind it."""

import re
from collections.abc import Sequence

from lodestone import vocabulary as v
from lodestone.population.mentions import REFERRING, Mention

ACTORS = frozenset(
    v.LS + kind for kind in ("Agent", "Artefact", "Arrangement", "NormativeInstrument")
)
"""What a sentence can be about."""

_ADVERBIAL = re.compile(
    r"^(?:In|At|For|Under|With|By|From|On|According to|Despite|Unlike|Like|After|Before|Since"
    r"|Within|Across|Through|Until|As|Among|Alongside|Beyond|To"
    r"|(?:Much|Just|Somewhat|Not) (?:like|as|unlike)|Similar to|Contrary to"
    r"|Compared (?:with|to)) (?:[^,]*)$"
)
_NO_SUBJECT = re.compile(
    rf"{_ADVERBIAL.pattern}"
    r"|^(?:(?:Having |Being |Since |Once |Long |Originally |Jointly )?[A-Z]?[a-z]+ed|Born|Built"
    r"|Spun|Set|Run|Led|Held|Made|Bought|Sold|Known|Grown|Begun|Fresh|Part|Home|Heir|Close|Next)"
    r" [^,]*(?:, (?:on|and|by|in|with|at|for|from|to) [^,]*){0,4}$"
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
    r"|^[A-Z][\w' -]{2,60} (?:is|was) the (?:craft|work|business|domain|job|task|trade|story"
    r"|speciality|tale|province|preserve|turf|handiwork) of (?:the )?$"
    r"|^[A-Z][\w -]{2,60} (?:(?:is|was|has been) (?:given|provided|set|offered|handed|left"
    r"|entrusted) (?:by|to)|(?:lies?|rests?|falls?|fell|went) (?:with|to|on)"
    r"|(?:is|are|was|lies?|rests?) in the hands of) (?:the )?$"
)
"""What stands before a name that a sentence is about although it comes last."""

_WHOSE_PEOPLE = re.compile(
    r" (?:[a-z]+ )?(?:engineers?|researchers?|employees?|executives?|managers?|veterans?|graduates?"
    r"|alumn\w+|professors?|scientists?|students?|directors?|bankers?)\b"
)
"""What stands behind a name that only says whose somebody is or was: "a former Acme engineer"."""

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
