"""Laws without the country that they are of: "the Data Act of Norway" is the Data Act."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from lodestone import vocabulary as v
from lodestone.population.mentions.gazetteer import Gazetteer
from lodestone.population.mentions.names import INSTRUMENTS, Name

_OF = re.compile(
    r"(?P<law>\S+ .*?\b(?:Act|Law|Code|Regulations?|Decree|Ordinance|Directive|Statute|Rules"
    r"|Strategy|Plan|Roadmap)) of (?:the )?(?:(?:Republic|Kingdom|State|Commonwealth) of )?"
    r"(?:the )?(?P<place>.+)"
)


def without_country(names: Iterable[Name], gazetteer: Gazetteer) -> Iterator[Name]:
    """Cut from the names of instruments that have two words and more the place behind them."""
    for name in names:
        found = _OF.fullmatch(name.text) if name.kind in INSTRUMENTS else None
        if found and any(v.LS + "Place" in b.classes for b in gazetteer.named(found["place"])):
            law = found["law"]
            yield replace(name, end=name.start + len(law), text=law)
        else:
            yield name
