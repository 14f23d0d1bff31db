"""The rule language: YAML files of patterns over typed sentences, compiled and checked at load.

    vars:
      LISTED: "(?:listed|quoted)"
    rules:
    - id: listed-on
      relation: listedOn
      pattern: "{S:Company} is {LISTED} on the {O:StockExchange}"
      examples: ["Cambricon is listed on the Shanghai Stock Exchange.
                  => Cambricon | listedOn | Shanghai Stock Exchange"]

An end `@LegalAct` is what the document is about, if that is of the class. `measures` names slots of
counts or amounts of which only is stated what they are. `denial: meant` lets a rule match "does not
apply to", `denial: within` what is denied only by the words of a phrase in the match. A rule that
states more than `{S} | relation | {O}` lists its `facts`; one that speaks of something without a
name, such as an event, names it in `nodes`; with `joins`, if it is one that was spoken of before,
such as "the round". A rule on tables has `table` instead of a pattern: for each slot, what the
header of its column looks like, and may name in `without` what no header looks like. `vars` of a
file named `common.yaml` hold for all files of its folder; `{ANY}` is any mention, `{NUMBER}` one of
a number, `{DOES}` a verb of what laws ask for. A duty that no instrument of the document can lay
down, in `{N} | laidDownBy | @LegalAct`, is not stated. The slots are described in `rule_patterns`.
`frames` stand for many rules each; `rule_frames` tells how.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml

from lodestone import vocabulary as v
from lodestone.errors import RuleError
from lodestone.population.rules import frames
from lodestone.population.rules.alphabet import Alphabet, Slot
from lodestone.population.rules.patterns import Pattern, PatternCompiler
from lodestone.population.rules.places import place_of
from lodestone.population.schema import Schema
from lodestone.population.word_lists import DUTIES

COMMON = "common.yaml"
_NEVER = r"(?!)"
_ALLOWED = frozenset(
    (
        "id relation pattern table without facts measures nodes denial modality quantifier "
        "explicitness tier examples counter "
    ).split()
)


@dataclass(frozen=True, slots=True)
class Node:
    """An entity that a rule names by a template, such as "funds raised by {R}"; and its class.

    One that `joins` is that of which the sentence, or one before, speaks: "the round".
    """

    template: str
    kind: str
    type: str | None
    joins: bool = False
    is_needed: bool = False
    """Whether nothing is stated unless there is one to join."""


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
    file: str
    pattern: Pattern
    table: dict[str, re.Pattern[str]]
    without: re.Pattern[str] | None
    facts: tuple[Fact, ...]
    nodes: dict[str, Node] = field(default_factory=dict)
    measures: tuple[str, ...] = ()
    is_denial: bool = False
    may_deny_within: bool = False
    """Whether the words of its phrases do not tell whether what the rule states is denied."""
    is_known: bool = False
    modality: str | None = None
    quantifier: str | None = None
    explicitness: str = "explicit"
    tier: str = "A"
    examples: tuple[str, ...] = ()
    counter: tuple[str, ...] = ()
    family: str = ""
    """The frame that it is one of the rules of."""

    @property
    def slots(self) -> dict[str, Slot]:
        """What the slots of the rule take."""
        return self.pattern.slots


class RuleReader:
    """Reads and checks rules for one schema and alphabet."""

    def __init__(self, schema: Schema, alphabet: Alphabet) -> None:
        self._schema = schema
        self._compiler = PatternCompiler(schema, alphabet)

    def read(self, folders: Iterable[Path]) -> list[Rule]:
        """Read and check all rules in the `.yaml` files of folders.

        Raises:
            RuleError: names the file and the rule, and says what is wrong with it.
        """
        rules: list[Rule] = []
        for folder in folders:
            paths = sorted(folder.glob("*.yaml"), key=lambda p: (p.name != COMMON, p.name))
            common: dict[str, str] = {}
            for path in paths:
                content = _load(path)
                variables = common | {k: str(t) for k, t in (content.get("vars") or {}).items()}
                if path.name == COMMON:
                    common = variables
                rules += self._read_file(path, content, variables)
        names = [rule.name for rule in rules]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise RuleError(f"Two rules are named '{twice[0]}'. Rename one.")
        return rules

    def _read_file(
        self, path: Path, content: dict[str, Any], variables: dict[str, str]
    ) -> list[Rule]:
        only_known = bool(content.get("only_known"))
        words = {"ANY": self._compiler.any, "NUMBER": self._compiler.number, "DOES": DUTIES}
        variables = variables | words
        rules = []
        for number, entry in enumerate(content.get("rules") or []):
            name = _name(entry)
            try:
                _check(entry, _ALLOWED)
                rules.append(self._compile(path, entry, variables, only_known=only_known))
            except (RuleError, KeyError, TypeError, AttributeError) as error:
                part = error.part if isinstance(error, RuleError) else None
                place = place_of(path, number, *part) if part else ""
                raise RuleError(f"{path}, rule '{name}'{place}: {_said(error)}") from error
        for frame in content.get("frames") or []:
            try:
                rules += self._frame(path, frame, variables)
            except (RuleError, KeyError, TypeError, AttributeError) as error:
                raise RuleError(f"{path}, frame '{_name(frame)}': {_said(error)}") from error
        return rules

    def _frame(self, path: Path, frame: dict[str, Any], variables: dict[str, str]) -> list[Rule]:
        _check(frame, frames.KEYS)
        compiled = (
            self._compile(path, entry, variables, only_known=False)
            for entry in frames.expand(frame)
        )
        return [replace(rule, family=str(frame["id"])) for rule in compiled]

    def _compile(
        self, path: Path, entry: dict[str, Any], variables: dict[str, str], *, only_known: bool
    ) -> Rule:
        relation = entry.get("relation")
        iri = _term(_curie(str(relation)), str(relation), 0, self._schema) if relation else None
        pattern, table = self._pattern(entry, variables, iri, only_known=only_known)
        nodes = self._nodes(entry)
        texts = list(entry.get("facts") or ())
        if relation:
            texts.insert(0, f"{{S}} | {_curie(str(relation))} | {{O}}")
        facts = tuple(_fact(str(text), {*pattern.slots, *nodes}, self._schema) for text in texts)
        if not facts and not entry.get("measures"):
            raise RuleError("a rule states a 'relation', 'facts' or 'measures'")
        return Rule(
            str(entry["id"]),
            path.name,
            pattern,
            table,
            self._without(entry, variables),
            facts,
            nodes,
            tuple(entry.get("measures") or ()),
            entry.get("denial") == "meant",
            entry.get("denial") == "within",
            only_known,
            entry.get("modality"),
            entry.get("quantifier"),
            str(entry.get("explicitness", "explicit")),
            str(entry.get("tier", "A")),
            tuple(map(str, entry["examples"])),
            tuple(map(str, entry.get("counter") or ())),
        )

    def _nodes(self, entry: dict[str, Any]) -> dict[str, Node]:
        return {
            name: Node(
                str(node["name"]),
                str(node["kind"]),
                self._type(node.get("type")),
                bool(node.get("joins")),
                node.get("joins") == "only",
            )
            for name, node in (entry.get("nodes") or {}).items()
        }

    def _without(self, entry: dict[str, Any], variables: dict[str, str]) -> re.Pattern[str] | None:
        if "without" not in entry:
            return None
        return re.compile(self._compiler.expanded(str(entry["without"]), variables), re.I)

    def _type(self, name: str | None) -> str | None:
        try:
            return self._schema.class_iri(name) if name else None
        except RuleError as error:
            raise RuleError(str(error), (str(name), 0)) from error

    def _pattern(
        self,
        entry: dict[str, Any],
        variables: dict[str, str],
        relation: str | None,
        *,
        only_known: bool,
    ) -> tuple[Pattern, dict[str, re.Pattern[str]]]:
        if "table" not in entry:
            source = str(entry["pattern"])
            return self._compiler.compile(source, variables, relation, only_known=only_known), {}
        if "pattern" in entry:
            raise RuleError("a rule has a 'pattern' or a 'table', not both")
        slots, columns = {}, {}
        for slot, header in entry["table"].items():
            compiled = self._compiler.compile(
                f"{{{slot}}}", variables, relation, only_known=only_known
            )
            name = next(iter(compiled.slots), slot)
            slots[name] = compiled.slots[name]
            columns[name] = re.compile(self._compiler.expanded(str(header), variables), re.I)
        return Pattern(((_NEVER, _NEVER),), slots, ()), columns


def _load(path: Path) -> dict[str, Any]:
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        raise RuleError(f"{path} is not YAML: {error}") from error
    if not isinstance(content, dict):
        raise RuleError(f"{path} has to hold 'vars' and 'rules'.")
    return content


def _name(entry: Any) -> str:
    return str(entry.get("id", "?")) if isinstance(entry, dict) else "?"


def _said(error: Exception) -> str:
    return f"it lacks {error}" if isinstance(error, KeyError) else str(error)


def _check(entry: dict[str, Any], known: frozenset[str]) -> None:
    """Check the keys of a rule or a frame, and that there is an example."""
    unknown = sorted(set(entry) - known)
    if unknown:
        raise RuleError(f"unknown key '{unknown[0]}'; known are {', '.join(sorted(known))}")
    if not entry.get("examples"):
        raise RuleError("every rule needs at least one example")


def _curie(relation: str) -> str:
    return relation if ":" in relation else f"ls:{relation}"


def _fact(text: str, names: set[str], schema: Schema) -> Fact:
    parts = [part.strip() for part in text.split(" | ")]
    if len(parts) != 3:
        raise RuleError(f"a fact is 'subject | relation | object', not '{text}'")
    subject, relation, target = parts
    middle = text.index(f" {relation} ") + 1
    iri = _term(_curie(relation), text, middle, schema)
    if iri not in schema.properties and iri != v.RDF_TYPE:
        raise RuleError(f"'{relation}' is not a property of the ontology", (text, middle))
    places = (text.index(subject), text.rindex(target))
    ends = [
        _end(end, (text, at), names, schema)
        for end, at in zip((subject, target), places, strict=True)
    ]
    return Fact(ends[0], iri, ends[1])


def _end(text: str, part: tuple[str, int], names: set[str], schema: Schema) -> str:
    """Check an end; a constant becomes its IRI, a slot or node keeps its braces."""
    if text.startswith("@"):
        try:
            return "@" + schema.class_iri(text[1:])
        except RuleError as error:
            raise RuleError(str(error), part) from error
    if not text.startswith("{"):
        return _term(text, *part, schema)
    if text.strip("{}").partition(".")[0] not in names:
        raise RuleError(f"'{text}' is neither a slot nor a node of the rule", part)
    return text


def _term(curie: str, text: str, place: int, schema: Schema) -> str:
    """Find a term that a rule names at a place of one of its texts."""
    try:
        return schema.term_iri(curie)
    except RuleError as error:
        raise RuleError(str(error), (text, place)) from error
