"""Which claims of a batch are to blame for what was found wrong with the graph they came into."""

import re
from collections.abc import Iterable, Iterator, Sequence

from lodestone.model.candidate import EntityReference, statement_iri
from lodestone.model.report import Finding
from lodestone.model.statement import Statement

Blamed = dict[str, tuple[str, ...]]
"""The identifiers of claims, each with what was found wrong."""

_IRI = re.compile(r"https?://[^\s<>\"'(),;]+")


class Batch:
    """The claims that came into a graph together, found by what a finding names."""

    def __init__(self, claims: Iterable[Statement]) -> None:
        self._claims = tuple(claims)
        self._by_node: dict[str, list[Statement]] = {}
        self._by_subject: dict[str, list[Statement]] = {}
        self._by_object: dict[str, list[Statement]] = {}
        for claim in self._claims:
            self._by_node[statement_iri(claim.identifier)] = [claim]
            self._by_subject.setdefault(claim.subject.iri, []).append(claim)
            self._by_object.setdefault(_value(claim), []).append(claim)

    def certain(self, findings: Iterable[Finding]) -> Blamed:
        """Blame the claims that give a focus node the very property that a finding names."""
        return _gathered((_said(f), self._stating(f) if f.path else ()) for f in findings)

    def blamed(self, findings: Iterable[Finding]) -> Blamed:
        """Blame, for each finding, the claims that are nearest to what it names."""
        return _gathered((_said(f), next(filter(None, self._nearest(f)), ())) for f in findings)

    def contradicting(self, reasons: Iterable[str]) -> Blamed:
        """Blame the claims whose IRIs stand in the reasons why a graph contradicts itself."""
        return _gathered((reason, self._named(reason)) for reason in reasons)

    def survives(self, blamed: Blamed) -> bool:
        """Whether some of the claims are to blame, and some are not."""
        return 0 < len(blamed) < len(self._claims)

    def _nearest(self, finding: Finding) -> Iterator[Sequence[Statement]]:
        """Give claims, the nearest first: of the statement, the fact, the focus node, its value."""
        focus, value = finding.focus_node, finding.value
        yield self._by_node.get(focus, ())
        stating = self._stating(finding)
        yield [claim for claim in stating if _value(claim) == value]
        yield stating if finding.path else ()
        yield [*self._by_subject.get(focus, ()), *self._by_object.get(focus, ())]
        if value is not None:
            yield [*self._by_subject.get(value, ()), *self._by_object.get(value, ())]

    def _stating(self, finding: Finding) -> Sequence[Statement]:
        of_focus = self._by_subject.get(finding.focus_node, ())
        return [c for c in of_focus if finding.path in (None, c.predicate)]

    def _named(self, reason: str) -> Sequence[Statement]:
        named = set(_IRI.findall(reason))
        about = [c for c in self._claims if {c.subject.iri, _value(c)} & named]
        return [c for c in about if c.predicate in named] or about


def _value(claim: Statement) -> str:
    target = claim.object
    return target.iri if isinstance(target, EntityReference) else target.value


def _said(finding: Finding) -> str:
    return f"{finding.message} [{finding.rule}]"


def _gathered(found: Iterable[tuple[str, Iterable[Statement]]]) -> Blamed:
    blamed: dict[str, dict[str, None]] = {}
    for said, claims in found:
        for claim in claims:
            blamed.setdefault(claim.identifier, {})[said] = None
    return {identifier: tuple(said) for identifier, said in blamed.items()}
