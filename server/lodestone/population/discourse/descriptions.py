"""The words by which texts refer to what they have named: pronouns, "the company", "该公司"."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import yaml

from lodestone import vocabulary as v
from lodestone.population.discourse.plurals import ONE_OF_TWO, TOGETHER
from lodestone.population.expressions.alternatives import alternatives
from lodestone.population.limits import MOST_REFERRING
from lodestone.population.schema import Schema

PERSONAL = re.compile(r"\b(?:[Ii]ts?|[Hh]e|[Ss]he|[Hh]is|[Hh]er|[Tt]hey|[Tt]heir|[Ww]e|[Oo]ur)\b")
LATTER = re.compile("后者(?!居上)")
"""Who was named last, in a Chinese text."""

_NO_MODIFIER = (
    r"(?:the|an?|this|that|of|in|on|for|to|by|with|from|at|and|or|is|are|was|has|its|their)\b"
)
_NO_HEAD = (
    "house|makers?|compan(?:y|ies)|firms?|groups?|giants?|developers?|start-?ups?|teams?|units?"
    "|industry|markets?|sectors?|providers?|suppliers?|vendors?|engineers?|architects?|officers?"
    "|weights?|cards?|contracts?|users?|spaces?|centres?|centers?|exchanges?|owners?|operators?"
    "|specialists?|experts?|business|division|arm|programmes?|projects?|customers?|members?"
    "|representatives?|designers?|producers?|manufacturers?|research(?:ers)?|minister|houses"
    "|funds?|capital|investors?|rivals?|chains?|trusts?|networks?|associations?|systems?"
    "|authority|agency"
)
"""Nouns behind a description that show that it only describes them: "the software house"."""


def read_descriptions(folders: Iterable[Path], schema: Schema) -> "Descriptions":
    """Read the nouns by which texts refer back, from `names/descriptions.yaml`."""
    nouns: dict[str, frozenset[str]] = {}
    for path in (p for folder in folders for p in sorted(folder.glob("names/descriptions.yaml"))):
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        for entry in content.get("descriptions") or ():
            classes = frozenset(schema.class_iri(kind) for kind in entry["kinds"])
            nouns |= {str(noun): classes for noun in (*entry["nouns"], *entry.get("zh", ()))}
    return Descriptions(nouns)


class Descriptions:
    """The pronouns and descriptions of a language, with the classes that each can stand for."""

    def __init__(self, nouns: dict[str, frozenset[str]]) -> None:
        self.nouns = {noun.lower(): classes for noun, classes in nouns.items()}
        self.persons = frozenset({v.LS + "Person"})
        self.groups = frozenset({v.LS + "AgentGroup", v.LS + "Organisation"})
        english = [noun for noun in nouns if noun.isascii()]
        listed = alternatives(english) or r"(?!)"
        chinese = sorted((n for n in nouns if not n.isascii()), key=len, reverse=True)
        bare = (
            "(?:(?<![一-鿿A-Za-z0-9）”》])|(?<=[年月日]))(?=公司|企业|平台|专区|交易所|联盟)"
            "(?!..(?:名称|简称|全称|类型|性质|地址))"
        )
        titled = "(?<=《)(?=[^》]{1,4}》)"
        self.chinese = re.compile(rf"(?:[该本]|{bare}|{titled})({'|'.join(chinese) or '(?!)'})")
        self.pattern = re.compile(
            rf"\b[Tt]h(?:e|is) (?:(?!{_NO_MODIFIER})[\w'-]+ ){{0,2}}?((?i:{listed}))\b"
            rf"(?!-| [A-ZÀ-ÖØ-Þ]| (?:{_NO_HEAD})\b| (?:of|governing|concerning|about|behind)\b"
            r"| for (?:the )?[A-ZÀ-ÖØ-Þ]"
            r"| (?:is|are|was|were) (?:the )?[A-ZÀ-ÖØ-Þ])"
        )
        self.owned = re.compile(
            rf"\b(?:[Hh]is|[Hh]er|[Tt]heir) (?:(?!{_NO_MODIFIER})[\w'-]+ ){{0,2}}?"
            rf"(company|firm|start-up|startup|venture|outfit)\b(?!-|'| [A-Z]| (?:{_NO_HEAD})\b)"
        )
        self.fingerprint = repr(sorted((n, sorted(c)) for n, c in self.nouns.items()))

    def referring(self, form: str, pieces: Sequence[tuple[int, int]]) -> list[re.Match[str]]:
        """Find descriptions and pronouns; what lies between an intro and its item is not read."""
        patterns = [self.owned, self.pattern, self.chinese, LATTER, PERSONAL, TOGETHER, ONE_OF_TWO]
        if all(form[start:end].isascii() for start, end in pieces):
            patterns = [p for p in patterns if p not in (self.chinese, LATTER)]
        found: list[re.Match[str]] = []
        for pattern in patterns:
            for start, end in pieces:
                found += pattern.finditer(form, start, end)
        return found[:MOST_REFERRING]
