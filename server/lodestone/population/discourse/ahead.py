"""Whose something is by a name that comes only then: "Since its start in 2018 the Lumo Hub …"."""

import re
from collections.abc import Sequence

from lodestone.population.discourse.subjects import ACTORS, POSSESSIVE, is_whence
from lodestone.population.mentions.gazetteer import DEMONYM
from lodestone.population.mentions.mention import Mention

_INTRO = re.compile(
    r"(?:With|Since|In|Through|By|Under|Despite|For|After|Before|At|On|Within|Upon|From|During|Until"
    r"|Thanks to|As part of|Besides|Via|Throughout|Across|Following) \Z"
)
_COMMA = re.compile(r", (?:the |an? )?(?:[\w-]+ ){0,3}\Z|\d (?:the )?\Z")
"""Before the name on which a sentence is that begins with "With its …" or "Since its start …"."""

_LONGEST_INTRO = 20


def named_ahead(
    form: str, start: int, match: re.Match[str], mentions: Sequence[Mention]
) -> Mention | None:
    """Give whose something is by a name further on in a sentence that begins at a place."""
    intro = form[start : match.start()].lstrip() if match.start() - start <= _LONGEST_INTRO else ""
    if match.group().lower() not in POSSESSIVE or not _INTRO.fullmatch(intro):
        return None
    end = min((i for i in (form.find(". ", match.end()),) if i > 0), default=len(form))
    return next(
        (
            m
            for m in sorted(mentions, key=lambda m: m.start)
            if match.end() < m.start < end
            and m.kinds & ACTORS
            and not m.literal
            and DEMONYM not in m.kinds
            and not is_whence(m)
            and _COMMA.search(form, match.end(), m.start)
            and not form.startswith((",", " and "), m.end)
        ),
        None,
    )
