"""Content negotiation: an Accept header → one of our formats (RFC 9110 §12.5.1).

Type and subtype are compared without parameters, so that `text/turtle;version=1.2` or JSON-LD with
a profile find the format they mean.
"""

from collections.abc import Sequence

from werkzeug.http import parse_accept_header

from lodestone.errors import NotAcceptableError
from lodestone.sparql.formats import Format


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
    ranges = [(_bare(value), float(quality)) for value, quality in parse_accept_header(accept)]
    best = max(offered, key=lambda known: _quality(known, ranges))
    if _quality(best, ranges) <= 0:
        raise NotAcceptableError(
            f"Nothing here is acceptable to '{accept[:200]}'. {_list(offered)}"
        )
    return best


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


def _bare(value: str) -> str:
    bare = value.partition(";")[0].strip().lower()
    return "*/*" if bare == "*" else bare


def _list(offered: Sequence[Format]) -> str:
    return "On offer: " + ", ".join(
        f"{known.media_type} (format={known.suffix})" for known in offered
    )
