"""Content negotiation: an Accept header → one of our formats (RFC 9110 §12.5.1).

Type and subtype are compared without parameters, so that `text/turtle;version=1.2` or JSON-LD with
a profile find the format they mean.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from lodestone.errors import NotAcceptableError
from lodestone.sparql.formats import Format

LONGEST_HEADER = 4096
_WEIGHT = re.compile(r"0(\.\d{0,3})?|1(\.0{0,3})?")


@lru_cache(maxsize=1024)
def choose(accept: str | None, offered: Sequence[Format], wanted: str | None = None) -> Format:
    """Choose a format by its short name, if one is wanted, else by the Accept header.

    The highest quality wins, then our order of preference; no header takes the first format.

    Raises:
        NotAcceptableError: nothing on offer is acceptable; the message lists what is.
    """
    if wanted:
        for known in offered:
            if wanted.lower() in (known.suffix, known.media_type, *known.aliases):
                return known
        raise NotAcceptableError(f"There is no format '{wanted}' here. {_list(offered)}")
    if not accept or not accept.strip():
        return offered[0]
    ranges = _ranges(accept)
    best = max(offered, key=lambda known: _quality(known, ranges))
    if _quality(best, ranges) <= 0:
        raise NotAcceptableError(
            f"Nothing here is acceptable to '{accept[:200]}'. {_list(offered)}"
        )
    return best


def choose_or_first(accept: str | None, offered: Sequence[Format]) -> Format:
    """Choose a format, or take the first one where nothing on offer is acceptable."""
    try:
        return choose(accept, offered)
    except NotAcceptableError:
        return offered[0]


def _quality(known: Format, ranges: Sequence[tuple[str, float]]) -> float:
    """The most specific range that matches decides, even if it excludes with q=0.

    Another name of a format counts only where it is asked for by that name.
    """
    main_type = known.media_type.partition("/")[0]
    names = ({known.media_type, *known.aliases}, {f"{main_type}/*"}, {"*/*"})
    for wanted in names:
        matching = [quality for value, quality in ranges if value in wanted]
        if matching:
            return max(matching)
    return 0.0


def _ranges(accept: str) -> tuple[tuple[str, float], ...]:
    """Read the media ranges of an Accept header, each with its quality (RFC 9110 §12.4.2)."""
    found = []
    for part in accept[:LONGEST_HEADER].split(","):
        value, _, parameters = part.partition(";")
        bare = value.strip().lower()
        if bare:
            found.append(("*/*" if bare == "*" else bare, _weight(parameters)))
    return tuple(found)


def _weight(parameters: str) -> float:
    """Read the quality; what cannot be read as one counts as not given."""
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q" and _WEIGHT.fullmatch(value.strip()):
            return float(value)
    return 1.0


def _list(offered: Sequence[Format]) -> str:
    return "On offer: " + ", ".join(
        f"{known.media_type} (format={known.suffix})" for known in offered
    )
