"""What a pronoun or a description becomes, once it is known what it stands for."""

import re
from dataclasses import replace

from lodestone import vocabulary as v
from lodestone.population.discourse.subjects import is_whence
from lodestone.population.mentions.finding import CALLED
from lodestone.population.mentions.mention import Mention
from lodestone.population.text import LONGEST_SENTENCE

_COMPANY = v.LS + "Company"
FIRM = re.compile(r" (?:company|firm|group|start-?up|business)$", re.I)
"""How a description ends that calls what it stands for a company."""

_NUMBERED = re.compile(r" \d+$")
_BEHIND_HEAD = re.compile(r" (?:of|for|on|in) ")


def standing(mention: Mention, match: re.Match[str], how: str) -> Mention:
    """Give a pronoun or a description as a mention of what it stands for."""
    start, end = match.span()
    kinds = mention.kinds - {CALLED}
    if FIRM.search(match.group()) and _COMPANY in kinds and not _NUMBERED.search(mention.name):
        kinds |= {CALLED}
    return replace(mention, start=start, end=end, text=match.group(), how=how, kinds=kinds)


def titled(mention: Mention, match: re.Match[str]) -> Mention:
    """Let a description stand beside the place that it tells: "the Oslo start-up"."""
    return replace(mention, start=match.start(1), text=match[1], title=match[1])


def beginning(form: str, place: int) -> int:
    """Give where the sentence begins that a place is in, if that is not too far away."""
    floor = max(0, place - LONGEST_SENTENCE)
    return max(floor, *(form.rfind(end, floor, place) + 1 for end in "\n.!?|。"))


def is_called(mention: Mention, noun: str) -> bool:
    """Whether a name begins or ends with a noun: "the Code" is the Feed Transparency Code."""
    name = mention.name.lower()
    head = _BEHIND_HEAD.split(name, maxsplit=1)[0]
    return noun.lower() in (name.split(" ")[0], name.rpartition(" ")[2], head.rpartition(" ")[2])


def is_modifier(mention: Mention, description: re.Match[str]) -> bool:
    """Whether a mention only says whence somebody is, within "the Nairobi company"."""
    is_inside = description.start() < mention.start and mention.end < description.end()
    return is_inside and is_whence(mention)
