"""Who is spoken of together: "the pair", "both companies", "they", "the former"."""

import re
from collections.abc import Sequence

from lodestone import vocabulary as v
from lodestone.population.mentions.finding import REFERRING
from lodestone.population.mentions.mention import Mention

_MANY = (
    "firms|companies|partners|founders|sides|groups|universities|institutes|agencies|ministries"
    "|entrepreneurs|researchers|engineers|men|women|parties|banks|start-ups|organisations|brothers"
    "|sisters|friends|carriers|insurers|bodies|regulators|authorities|labs|laboratories"
)
_DO = (
    "started|founded|co-founded|set up|launched|established|built|created|met|left|began|agreed"
    "|plan|planned|signed|share|shared|work|worked|develop|developed|cooperate|collaborate|teamed|joined"
    "|formed|jointly|want|wanted|studied|opened|sold|raised|announced|operate|hope|intend"
)
"""What "the two" do of whom a text spoke."""

TOGETHER = re.compile(
    rf"\b(?:[Tt]h(?:e|ese) (?P<two>pair|duo|two|couple)|(?P<both>[Bb]oth)"
    rf"|[Tt]h(?:e|ese) (?P<three>trio|three))"
    rf"(?: (?P<noun>{_MANY})\b|(?<=pair)\b|(?<=duo)\b|(?<=trio)\b"
    r"|(?= (?:of them |also |then |now |jointly |since |together |later ){0,2}"
    rf"(?:are|were|have|had|will|run|own|{_DO})\b))"
    r"(?!-| of (?!them\b))"
)
ONE_OF_TWO = re.compile(
    r"\b[Tt]he (?P<which>former|latter)"
    r"(?=[.,;:)]|'s |$| (?:is|was|has|had|will|being|now|also|then|plans|wants|owns|runs|holds)\b)"
)
"""Not "the former minister"."""

_NOUN = (
    "group|firm|company|start-up|carrier|bank|insurer|university|utility|fund|institute|giant|maker"
    "|agency|operator|classmate|colleague|brother|sister|wife|husband|partner|investor"
)
_JOINT = re.compile(
    rf"(?:,|,? and|,? &|,? together with|,? along with) "
    rf"(?:(?:the|an?|its|his|her|[A-Z][\w-]*(?:'s)?|(?:[a-z-]+ )?(?:{_NOUN})) ){{0,3}}"
)
_AND = re.compile(r",? (?:and|&|together|along) ")
_LONGEST_JOINT = 60
_PERSON, _ORGANISATION = v.LS + "Person", v.LS + "Organisation"


def runs(form: str, actors: Sequence[Mention]) -> list[list[Mention]]:
    """Give those of a sentence that are named as one: "Ada Moe and Lumo", in order."""
    found: list[list[Mention]] = []
    for mention in actors:
        last = found[-1][-1] if found and mention.how not in REFERRING else None
        if last is not None and mention.start - last.end <= _LONGEST_JOINT:
            between = form[last.end : mention.start]
            if _JOINT.fullmatch(between) and _is_person(last) == _is_person(mention):
                found[-1].append(mention)
                continue
        found.append([mention])
    return [run for run in (_closed(form, run) for run in found) if len(run) > 1]


def meant(match: re.Match[str], named: Sequence[Sequence[Mention]]) -> list[Mention]:
    """Give who is meant by "the pair" and the like: the last that are as many, of one sort."""
    for members in reversed(named):
        distinct = list({m.name: m for m in members}.values())
        if match.re is ONE_OF_TWO:
            if len(distinct) == 2:
                return [distinct[match["which"] == "latter"]]
        elif len(distinct) == (3 if match["three"] else 2) and _are_of_one_sort(distinct):
            return distinct
    return []


def is_one_of_many(form: str, main: Sequence[Mention]) -> bool:
    """Whether a subject is the first of several, whom neither "it" nor "the company" stands for."""
    joint = form[main[0].end : main[1].start] if len(main) > 1 else ""
    if len(main) > 1 and main[0].start == main[1].start:
        return True  # "the pair"
    return joint in (", ", " and ", " & ", ", and ")


def _closed(form: str, run: list[Mention]) -> list[Mention]:
    """Leave out the last that are joined by a comma only, which may but begin an apposition."""
    while len(run) > 1 and not _AND.match(form, run[-2].end):
        run = run[:-1]
    return run


def _are_of_one_sort(members: Sequence[Mention]) -> bool:
    """Whether all are persons, or none is one and all are organisations, as far as is known."""
    persons = [_PERSON in m.kinds for m in members]
    return all(persons) or (not any(persons) and all(_ORGANISATION in m.kinds for m in members))


def _is_person(mention: Mention) -> bool:
    return _PERSON in mention.kinds and _ORGANISATION not in mention.kinds
