"""How texts speak of those whom they name if these are persons."""

import re

_SPEECH = re.compile(r"\b(?:said|says|told|added|according to)\s+$")
_ROLE_AFTER = re.compile(
    r",? (?:the |its |a )?(?:\w+ ){0,2}(?:chief executive|CEO|founder|co-founder"
    r"|chair(?:man|woman)?|president|director|minister|professor|spokes\w+|chief \w+ officer"
    r"|CTO|CFO|COO)\b"
)
_HEADED_BEFORE = re.compile(
    r"\b(?:in charge of|the helm of|heads?|headed|leads?|led|runs?|ran|joined|left|managed)"
    r" (?:the )?$"
)
"""Before what has a head, "as chief executive"; no person, then."""

_MAKER_BEFORE = re.compile(
    r"\b(?:founded|set up|started|led|headed|chaired|created|run)(?: in \d{4})? by "
    r"(?:[A-Z][\w-]+ [A-Z][\w-]+(?:, (?:an?|the|who|then|both|former(?:ly)?) [^,.;]{3,60})?"
    r",? (?:and )?)*$"
)


def is_spoken_of_as_person(text: str, start: int, end: int) -> bool:
    """Whether a text gives a name a role, lets it speak or says that it founded something."""
    before = text[max(0, start - 120) : start].replace("\n", " ")
    return bool(
        (_ROLE_AFTER.match(text, end) and not _HEADED_BEFORE.search(before))
        or (_SPEECH.search(before) and text[end : end + 2] not in ("'s", "’s"))
        or _MAKER_BEFORE.search(before)
    )
