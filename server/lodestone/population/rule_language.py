"""The rule language: YAML files of patterns over typed sentences, compiled and checked at load.

    vars:
      LISTED: "(?:listed|quoted)"
    rules:
    - id: listed-on
      pattern: "{S:Company} is {LISTED} on the {O:StockExchange}"
      facts: ["{S} | ls:listedOn | {O}"]
      examples: ["Cambricon Technologies is listed on the Shanghai Stock Exchange.
                  => Cambricon Technologies | listedOn | Shanghai Stock Exchange"]

In a typed sentence each mention is two private-use characters: what it can stand for, and which
mention it is. `{ANY}` matches any mention. A slot `{S:Company}` matches a mention of that class;
`{S:Company|Person}` of either; `{S:Company+}` one or more, joined by commas, "and" or "or".
`number` and `year` are literals.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from lodestone.errors import RuleError
from lodestone.population.mentions import NUMBER, YEAR, Mention
from lodestone.population.schema import Schema

FIRST_KIND = 0xE000
FIRST_MENTION = 0xE800
LAST_MENTION = 0xF8FF
_INDEX = f"[{chr(FIRST_MENTION)}-{chr(LAST_MENTION)}]"
_JOINT = r"(?:, and |, or |, | and | or | as well as )(?:the |a |an )?"
_SLOT = re.compile(r"\{([A-Z]\w*):([\w|]+)(\+?)\}")
_VARIABLE = re.compile(r"\{([A-Z][A-Z_]*)\}")
_ALLOWED = {"id", "pattern", "facts", "nodes", "modality", "quantifier", "explicitness", "tier"} | {
    "examples",
    "counter",
}


@dataclass(frozen=True, slots=True)
class Node:
    """An entity that a rule names by a template, such as "number of {K} in {P}"."""

    template: str
    kind: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact that a rule states: each end is a slot, a node, or the IRI of a constant."""

    subject: str
    relation: str
    object: str


@dataclass(frozen=True, slots=True)
class Rule:
    """An extraction rule, ready to be matched."""

    name: str
    pattern: re.Pattern[str]
    slots: dict[str, frozenset[str]]
    facts: tuple[Fact, ...]
    nodes: dict[str, Node]
    modality: str | None
    quantifier: str | None
    explicitness: str
    tier: str
    examples: tuple[str, ...]
    counter: tuple[str, ...]


class Alphabet:
    """The private-use characters that stand for mentions in typed sentences."""

    def __init__(self, kind_sets: Iterable[frozenset[str]]) -> None:
        ordered = sorted(kind_sets, key=sorted)
        self._codes = {kinds: chr(FIRST_KIND + i) for i, kinds in enumerate(ordered)}

    def write(self, text: str, mentions: list[Mention]) -> str:
        """Write a sentence with its mentions as pairs of characters."""
        parts: list[str] = []
        end = 0
        for index, mention in enumerate(mentions[: LAST_MENTION - FIRST_MENTION]):
            parts += [text[end : mention.start], self._codes[mention.kinds]]
            parts.append(chr(FIRST_MENTION + index))
            end = mention.end
        return "".join([*parts, text[end:]])

    @property
    def any(self) -> str:
        """The pattern of one mention, whatever it stands for."""
        return f"[{chr(FIRST_KIND)}-{chr(FIRST_MENTION - 1)}]{_INDEX}"

    def slot(self, wanted: frozenset[str]) -> str:
        """Give the pattern of one mention that can stand for any of the wanted kinds."""
        codes = [code for kinds, code in self._codes.items() if kinds & wanted]
        return f"[{''.join(codes)}]{_INDEX}" if codes else r"(?!)"


def read_rules(folders: Iterable[Path], schema: Schema, alphabet: Alphabet) -> list[Rule]:
    """Read and check all rules in the `.yaml` files of folders.

    Raises:
        RuleError: names the file and the rule, and says what is wrong with it.
    """
    rules: list[Rule] = []
    for path in [path for folder in folders for path in sorted(folder.glob("*.yaml"))]:
        content = _load(path)
        variables = {k: str(value) for k, value in (content.get("vars") or {}).items()}
        variables["ANY"] = alphabet.any
        for entry in content.get("rules") or []:
            name = str(entry.get("id", "?")) if isinstance(entry, dict) else "?"
            try:
                rules.append(_compile(entry, variables, schema, alphabet))
            except (RuleError, KeyError, TypeError, AttributeError) as error:
                missing = "it lacks " if isinstance(error, KeyError) else ""
                raise RuleError(f"{path}, rule '{name}': {missing}{error}") from error
    names = [rule.name for rule in rules]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise RuleError(f"Two rules are named '{twice[0]}'. Rename one.")
    return rules


def _load(path: Path) -> dict[str, Any]:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise RuleError(f"{path} is not YAML: {error}") from error
    if not isinstance(content, dict):
        raise RuleError(f"{path} has to hold 'vars' and 'rules'.")
    return content


def _compile(
    entry: dict[str, Any], variables: dict[str, str], schema: Schema, alphabet: Alphabet
) -> Rule:
    unknown = sorted(set(entry) - _ALLOWED)
    if unknown:
        raise RuleError(f"unknown key '{unknown[0]}'; known are {', '.join(sorted(_ALLOWED))}")
    pattern, slots = _pattern(str(entry["pattern"]), variables, schema, alphabet)
    nodes = {
        name: Node(str(node["name"]), str(node["kind"]))
        for name, node in (entry.get("nodes") or {}).items()
    }
    facts = tuple(_fact(str(text), {*slots, *nodes}, schema) for text in entry["facts"])
    if not entry.get("examples"):
        raise RuleError("every rule needs at least one example")
    return Rule(
        name=str(entry["id"]),
        pattern=pattern,
        slots=slots,
        facts=facts,
        nodes=nodes,
        modality=entry.get("modality"),
        quantifier=entry.get("quantifier"),
        explicitness=str(entry.get("explicitness", "explicit")),
        tier=str(entry.get("tier", "A")),
        examples=tuple(map(str, entry["examples"])),
        counter=tuple(map(str, entry.get("counter") or ())),
    )


def _pattern(
    source: str, variables: dict[str, str], schema: Schema, alphabet: Alphabet
) -> tuple[re.Pattern[str], dict[str, frozenset[str]]]:
    """Compile a pattern; gives it with the kinds that each of its slots takes."""
    slots: dict[str, frozenset[str]] = {}

    def slot(match: re.Match[str]) -> str:
        name, kinds, many = match.groups()
        slots[name] = frozenset(
            kind if kind in (NUMBER, YEAR) else schema.class_iri(kind) for kind in kinds.split("|")
        )
        one = alphabet.slot(slots[name])
        return f"(?P<{name}>{one}(?:{_JOINT}{one})*)" if many else f"(?P<{name}>{one})"

    expanded = _SLOT.sub(slot, _VARIABLE.sub(lambda m: _variable(m[1], variables), source))
    try:
        return re.compile(expanded), slots
    except re.error as error:
        place = f"{error.msg} (column {error.pos})"
        raise RuleError(f"the pattern does not compile: {place}") from error


def _variable(name: str, variables: dict[str, str]) -> str:
    if name not in variables:
        raise RuleError(f"the variable '{name}' is not among the file's vars")
    return variables[name]


def _fact(text: str, names: set[str], schema: Schema) -> Fact:
    parts = [part.strip() for part in text.split(" | ")]
    if len(parts) != 3:
        raise RuleError(f"a fact is 'subject | relation | object', not '{text}'")
    subject, relation, target = parts
    iri = schema.term_iri(relation)
    return Fact(_end(subject, names, schema), iri, _end(target, names, schema))


def _end(text: str, names: set[str], schema: Schema) -> str:
    """Check an end; a constant becomes its IRI, a slot or node keeps its braces."""
    if not text.startswith("{"):
        return schema.term_iri(text)
    if text.strip("{}").partition(".")[0] not in names:
        raise RuleError(f"'{text}' is neither a slot nor a node of the rule")
    return text
