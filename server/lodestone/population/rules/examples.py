"""Running the examples of rules, and explaining what rules make of a sentence."""

from collections.abc import Iterator

from lodestone import vocabulary as v
from lodestone.errors import RuleError
from lodestone.model.candidate import EntityReference
from lodestone.population.rules.engine import RuleEngine
from lodestone.population.rules.language import Rule
from lodestone.population.rules.proposals import Proposal, unlike


def test_rules(engine: RuleEngine) -> list[str]:
    """Run every rule's examples and counter-examples; give a line for each that fails."""
    return [line for rule in engine.rules for line in _test(engine, rule)]


def _test(engine: RuleEngine, rule: Rule) -> Iterator[str]:
    for example in rule.examples:
        text, arrow, wanted = example.partition("=>")
        if not arrow:
            raise RuleError(f"rule '{rule.name}': an example is 'text => fact; fact'")
        found = {_written(p) for p in _of(engine, rule, text)}
        for fact in (part.strip() for part in wanted.split(";")):
            if fact not in found:
                given = "; ".join(sorted(found)) or "nothing"
                said = f"“{text.strip()}” should give “{fact}”, gives {given}"
                yield f"{rule.file}, {rule.name}: {said}"
    for text in rule.counter:
        found = {_written(p) for p in _of(engine, rule, text)}
        if found:
            given = "; ".join(sorted(found))
            yield f"{rule.file}, {rule.name}: “{text}” should give nothing, gives {given}"


def _of(engine: RuleEngine, rule: Rule, text: str) -> list[Proposal]:
    text = text.strip().replace(" // ", "\n")
    own = {each.name for each in engine.rules if each.family and each.family == rule.family}
    own.add(rule.name)
    return unlike(p for _, p in engine.propose(text) if p.rule.name in own)


def _written(proposal: Proposal) -> str:
    target = proposal.object
    text = target.text if isinstance(target, EntityReference) else target.value
    return f"{proposal.subject.text} | {v.local_name(proposal.relation)} | {text}"
