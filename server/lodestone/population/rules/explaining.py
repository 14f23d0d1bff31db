"""What the rules make of a sentence: which matched, and where each of the others stopped."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lodestone import vocabulary as v
from lodestone.model.candidate import EntityReference
from lodestone.population.meaning.modality import objection
from lodestone.population.mentions.mention import Mention
from lodestone.population.passages import HEADING, ROW, Passage
from lodestone.population.rules.alphabet import INDEX, KIND
from lodestone.population.rules.engine import RuleEngine
from lodestone.population.rules.language import Rule
from lodestone.population.rules.matches import choices_of, is_by_the_way, words_of
from lodestone.population.rules.proposals import Proposal
from lodestone.population.rules.typed_sentences import TypedSentence

_PAIR = re.compile(f"{KIND}({INDEX})")


@dataclass(frozen=True, slots=True)
class Stop:
    """How far a rule got in a passage: the words it matched, and the part that found nothing.

    `share` is the share of its parts that matched. A rule that matched whole and yet stated nothing
    has no `wanted`, but a `reason`.
    """

    rule: Rule
    matched: str
    wanted: str
    share: float
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Explanation:
    """A passage with its names, what was proposed of it, and the rules that stopped, best first."""

    text: str
    mentions: tuple[Mention, ...]
    proposals: tuple[Proposal, ...]
    stops: tuple[Stop, ...]
    untried: int
    doubt: str
    """Why the sentence as a whole asserts nothing, if it seems so."""


def explain(engine: RuleEngine, text: str) -> Iterator[Explanation]:
    """Say of each passage of a text what the rules made of it."""
    proposed: dict[Passage, list[Proposal]] = {}
    for passage, proposal in engine.propose(text):
        proposed.setdefault(passage, []).append(proposal)
    for passage, general, known in engine.read(text):
        if passage.kind in (HEADING, ROW):
            continue
        proposals = proposed.get(passage, [])
        fired = {proposal.rule.name for proposal in proposals}
        tried = list(engine.tried_on(general, known))
        stops = [
            _stop(rule, known if rule.is_known else general)
            for rule in tried
            if rule.name not in fired
        ]
        stops = [stop for stop in stops if stop.matched.strip()]
        stops.sort(key=lambda stop: (-stop.share, stop.rule.name))
        yield Explanation(
            text[passage.start : passage.end],
            known.mentions,
            tuple(proposals),
            tuple(stops),
            len(engine.rules) - len(tried),
            objection(known.spelled(known.text), 0, len(known.text)),
        )


def _stop(rule: Rule, sentence: TypedSentence) -> Stop:
    expressions = [expression for _, expression in rule.pattern.pieces]
    low, high = 0, len(expressions)
    while low < high:
        middle = (low + high + 1) // 2
        if re.search("".join(expressions[:middle]), sentence.text):
            low = middle
        else:
            high = middle - 1
    match = re.search("".join(expressions[:low]), sentence.text) if low else None
    matched = _PAIR.sub(lambda pair: sentence.mention(pair[1]).text, match.group() if match else "")
    if low == len(expressions) and match:
        return Stop(rule, matched, "", 1.0, f"yet {_reason(rule, sentence, match)}")
    return Stop(rule, matched, rule.pattern.pieces[low][0], low / len(expressions))


def _reason(rule: Rule, sentence: TypedSentence, match: re.Match[str]) -> str:
    """Say why a rule that matches states nothing."""
    if not rule.is_denial and (why := objection(*words_of(rule, sentence, match))):
        return why
    if is_by_the_way(rule, sentence, match, choices_of(rule, sentence, match)):
        return "what it would be said of is named only by the way"
    return "an end is ambiguous or of another kind, or another rule has it"


def lines(explanation: Explanation, limit: int) -> Iterator[str]:
    """Write an explanation as lines, with so many of the rules that stopped."""
    yield f"“{explanation.text}”"
    for mention in explanation.mentions:
        yield f"  name     {mention.text}: {_kinds(mention)} ({mention.how})"
    for proposal in explanation.proposals:
        target = proposal.object
        words = target.text if isinstance(target, EntityReference) else target.value
        fact = f"{proposal.subject.text} | {v.local_name(proposal.relation)} | {words}"
        remarks = ", ".join((proposal.modality, f"tier {proposal.tier}", *proposal.checks))
        yield f"  matched  {proposal.rule.name}: {fact}  ({remarks})"
    if explanation.doubt and not explanation.proposals:
        yield f"  doubt    {explanation.doubt}; what it bears on is not stated"
    for stop in explanation.stops[:limit]:
        end = f"wanted {stop.wanted.strip()}" if stop.wanted else stop.reason
        yield f"  stopped  {stop.rule.name}: after “{stop.matched.strip()}”, {end}"
    hidden = max(0, len(explanation.stops) - limit)
    yield f"  {hidden} more stopped earlier; {explanation.untried} rules have no word of it"


def _kinds(mention: Mention) -> str:
    if mention.literal:
        return f"{mention.literal.kind} {mention.literal.value}"
    if mention.bearers:
        return ", ".join(bearer.iri.removeprefix(v.IDENTIFIER) for bearer in mention.bearers)
    names = sorted(v.local_name(kind) for kind in mention.kinds if kind.startswith(v.LS))
    return " or ".join(names[:6]) or "a word"
