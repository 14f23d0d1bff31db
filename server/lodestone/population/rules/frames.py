"""Frames: all the ways in which English says one relation, from its verbs, nouns and roles.

    frames:
    - id: acquired
      relation: acquired
      verbs: ["buy/bought", "take/took/taken over", "acquire"]
      nouns: [acquisition, takeover]
      examples: ["Lumo took over Nordvik. => Lumo | acquired | Nordvik"]

stands for rules on "Lumo has bought Nordvik", "Nordvik, bought in 2019 by Lumo", "Nordvik, which
Lumo acquired", "Lumo's takeover of Nordvik" and so on. `verbs` are what the one who acts does;
those in `active` have no passive. `roles` are what the one is to the other: "Nordvik, a supplier of
Lumo", "Lumo counts Nordvik among its suppliers"; `links` stand between both: "Nordvik is part of
Lumo". Further `patterns` have slots `{S}` and `{O}`. The subject of the relation is who acts,
holds the role or stands first, or the object, if the frame names it in `agent`, `holder` or
`first`. `subject` and `object` say what the slots take, by default what the ontology says. A verb
is regular, or has its past tense and its participle behind strokes.
"""

import re
from collections.abc import Iterator
from typing import Any

KEYS = frozenset(
    (
        "id relation subject object verbs active nouns roles links patterns agent holder first "
        "facts nodes modality quantifier explicitness tier examples counter"
    ).split()
)
_PASSED_ON = frozenset("relation facts nodes modality quantifier explicitness tier".split())

_PRESENT = r"(?:(?:has|have|had|will|is|are|was|were|been|being|to|jointly|also|already) ){0,3}"
_TO = (
    r"(?:(?:has |have |had |is |are |was |were )?(?:agreed|plans?|planned|intends?|wants?|aims?"
    r"|hopes?|expects?|decided|chose|began|started|went on|helped|set|due|about|continues?) to )?"
    r"(?:(?:goes|went|carries|carried) on |keeps? |kept )?"
)
_BE = r"(?:(?:is|are|was|were|be|being|been|became|remains?|has been|have been|had been|will be) )"
_DET = r"(?:the |an? |its |their )?"
_TAIL = r"(?: (?!by\b)(?:(?! and | but )[^,;.()]){1,50}?)?,?"
_NOT_REPLACED = r"(?<!succeeded )(?<!succeeds )(?<!replaced )(?<!replaces )(?<!replacing )"
_WHOSE = "(?:'s|')"
_STAFF = rf"(?:{_WHOSE} (?:engineers|researchers|scientists|teams?|staff|developers|experts))?"
_MODS = (
    r"(?:(?!(?:of|in|for|by|with|to|from|on|at|is|are|was|were|has|have|had|that|which|who|not"
    r"|and|succeed\w*|replac\w*)\b)(?:[\w-]+|{ANY}),? ){0,4}?"
)

_ALSO = r"(?:(?:co-?)?(?:founder|owner|partner|president|chair(?:man|woman)?|CEO) and )?"
_AND_SO = r"(?:,? and (?!of\b)[a-z-]+(?: [a-z-]+){0,2}?)?"
"""What else somebody is: "co-founder and chief scientist of Lumo"."""


def expand(frame: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Give the entries of the rules that a frame stands for; the first has its examples."""
    shared = {key: frame[key] for key in frame.keys() & _PASSED_ON}
    examples = {key: frame.get(key) or [] for key in ("examples", "counter")}
    for number, (shape, pattern) in enumerate(_patterns(frame)):
        tests = {"examples": [], "counter": []} if number else examples
        yield {"id": f"{frame['id']}.{shape}", "pattern": pattern, **shared, **tests}


def _patterns(frame: dict[str, Any]) -> Iterator[tuple[str, str]]:
    subject, target = (str(frame.get(k, d)) for k, d in (("subject", "{S+}"), ("object", "{O+}")))
    swapped = {"S": (subject, target), "O": (target, subject)}
    agent, other = swapped[str(frame.get("agent", "S"))]
    verbs, active = (list(map(str, frame.get(key) or ())) for key in ("verbs", "active"))
    if verbs or active:
        yield "active", _active(agent, [*verbs, *active], other)
    parted = [verb for verb in verbs if " " in verb]
    if parted:
        yield "parted", _parted(agent, parted, other)
    if verbs:
        yield "passive", _passive(agent, verbs, other)
    nouns = _either(map(str, frame.get("nouns") or ()))
    if nouns:
        yield "of-noun", f"{agent}{_WHOSE} {_MODS}{nouns} (?:of|in|to|for|with) {_DET}{other}"
        yield "noun-by", f"{nouns} (?:of|in|to|for) {_DET}{other}{_TAIL} (?:by|from) {_DET}{agent}"
        yield "noun-of", f"{other}{_WHOSE} {nouns}{_TAIL} by {_DET}{agent}"
    roles = _either(map(_role, map(str, frame.get("roles") or ())))
    if roles:
        yield from _roles(*swapped[str(frame.get("holder", "S"))], roles)
    links = _either(map(str, frame.get("links") or ()))
    if links:
        one, another = swapped[str(frame.get("first", "S"))]
        yield "link", f"{one}(?:,? | {_BE}){links} {_DET}{another}"
    for number, pattern in enumerate(frame.get("patterns") or ()):
        filled = str(pattern).replace("{S}", subject).replace("{O}", target)
        yield f"pattern-{number}", filled


def _active(agent: str, verbs: list[str], other: str) -> str:
    forms = _either(form for verb in verbs for form in _forms(verb))
    return f"{agent}{_STAFF} (?!to ){_TO}{_PRESENT}{forms} {_DET}{other}"


def _parted(agent: str, verbs: list[str], other: str) -> str:
    """Give the pattern of verbs with the object before their last word: "took Nordvik over"."""
    parts = [form.rpartition(" ") for verb in verbs for form in _forms(verb)]
    firsts, lasts = (_either(part[place] for part in parts) for place in (0, 2))
    return f"{agent} {_TO}{_PRESENT}{firsts} {_DET}{other} {lasts}\\b"


def _passive(agent: str, verbs: list[str], other: str) -> str:
    participles = _either(_participle(verb) for verb in verbs)
    return f"{other}(?:,? | {_BE})(?:jointly )?{participles}{_TAIL} by {_DET}{agent}"


def _roles(holder: str, whose: str, roles: str) -> Iterator[tuple[str, str]]:
    of = "(?:of|to|for|at|in|with)"
    be = rf"(?:,? |,? {_BE}|,? (?:(?:acts|serves|works|acted|served) )?as )"
    be += "(?:(?:(?:one|{ANY}) of|both|all|still|also|now|currently|already|today) )?"
    role = f"{holder}{be}{_DET}{_MODS}{_ALSO}{roles}{_AND_SO} {of} {_DET}{whose}"
    yield "role-of", _NOT_REPLACED + role
    yield "whose-role", f"{holder}{be}{whose}{_WHOSE} {_MODS}{roles}\\b"
    yield (
        "role-is",
        rf"{whose}{_WHOSE} {_MODS}{roles}(?: since {{ANY}})?"
        rf"(?:, | {_BE}(?:called |named )?|: | (?:include[sd]?|such as|like) | )"
        rf"{_DET}{holder}",
    )
    yield (
        "role-of-is",
        rf"{roles} {of} {_DET}{whose}"
        rf"(?:,| (?:is|are|was|were)(?: called)?| include[sd]?|:| such as) {_DET}{holder}",
    )
    yield (
        "has-as-role",
        rf"{whose},? {_PRESENT}(?:has|have|had|counts?|counted|lists?|named|names|won|appointed"
        rf"|chose|attracted|signed(?: up)?|cites?|boasts?|gained|picked|hired|installed|elected|got"
        rf"|enlisted|won over|recruited|brought in|brought on board|landed|secured|found|keeps?)"
        rf" {_DET}{holder} "
        rf"(?:among|as|to be) (?:{{ANY}}(?:'s|') |the |an? )?{_MODS}{roles}\b",
    )
    yield (
        "is-among-roles",
        rf"{holder},? {_BE}among {whose}{_WHOSE} {_MODS}{roles}\b",
    )
    yield (
        "among-roles",
        rf"[Aa]mong {whose}{_WHOSE} {_MODS}{roles} (?:is|are|were|was) {_DET}{holder}",
    )
    yield (
        "roles-like",
        rf"{whose},? {_PRESENT}(?:has|have|had|counts?|won|attracted|boasts?|found|gained|serves?"
        rf"|supplies|signed up) {_MODS}{roles},? (?:such as|including|like|among them)"
        rf" {_DET}{holder}",
    )


def _either(words: Iterator[str] | Any) -> str:
    listed = sorted(set(words), key=lambda word: (-len(word), word))
    return f"(?:{'|'.join(listed)})" if listed else ""


def _role(role: str) -> str:
    """Give the pattern of a role, which may begin a sentence."""
    plural = _plural(role)
    return f"[{role[0].upper()}{role[0]}]{plural[1:]}" if role[0].islower() else plural


def _plural(role: str) -> str:
    if role.endswith(("s", "x", "ch", "sh")):
        return f"{role}(?:es)?"
    if re.search("[^aeiou]y$", role):
        return f"{role[:-1]}(?:y|ies)"
    return f"{role}s?"


def _forms(verb: str) -> Iterator[str]:
    """Give the finite forms of a verb, and that on -ing."""
    word, space, rest = verb.partition(" ")
    base, *others = word.split("/")
    past = others[0] if others else _regular(base)
    for form in {base, _third(base), past, others[-1] if others else past, _gerund(base)}:
        yield form + space + rest


def _participle(verb: str) -> str:
    word, space, rest = verb.partition(" ")
    base, *others = word.split("/")
    return (others[-1] if others else _regular(base)) + space + rest


def _third(base: str) -> str:
    if base.endswith(("s", "x", "z", "ch", "sh", "o")):
        return base + "es"
    return base[:-1] + "ies" if re.search("[^aeiou]y$", base) else base + "s"


def _regular(base: str) -> str:
    if base.endswith("e"):
        return base + "d"
    if re.search("[^aeiou]y$", base):
        return base[:-1] + "ied"
    return _doubled(base) + "ed"


def _gerund(base: str) -> str:
    if base.endswith("ie"):
        return base[:-2] + "ying"
    if base.endswith("e") and not base.endswith(("ee", "oe", "ye")):
        return base[:-1] + "ing"
    return _doubled(base) + "ing"


def _doubled(base: str) -> str:
    """Double the last letter of a word of one syllable, as in "snapped" and "running"."""
    is_short = re.fullmatch("[^aeiou]*[aeiou][^aeiouwxy]", base.removeprefix("qu"))
    return base + base[-1] if is_short else base
