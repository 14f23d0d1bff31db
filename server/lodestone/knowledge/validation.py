"""The gate: SHACL shapes with pySHACL, then the whole-graph checks; one report of both."""

from collections.abc import Iterable
from pathlib import Path
from typing import cast

import pyshacl
from rdflib import RDF, SH, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from lodestone import vocabulary as v
from lodestone.errors import FaultError, ValidationError
from lodestone.knowledge.assembly import Assembly
from lodestone.knowledge.checks import run_checks
from lodestone.model.report import Finding, Report, Severity

VALIDATED_GRAPHS = (*v.MERGED_GRAPHS, v.EVIDENCE_GRAPH)
_SEVERITIES: dict[Node, Severity] = {
    SH.Violation: "Violation",
    SH.Warning: "Warning",
    SH.Info: "Info",
}
_GAPS = (SH.MinCountConstraintComponent, SH.QualifiedMinCountConstraintComponent)
_SHOWN = 20


def validate(assembly: Assembly, checks: Path) -> Report:
    """Validate the merged graph with its evidence against the shapes and the checks.

    Raises:
        FaultError: there is nothing to validate, or nothing to validate it with.
    """
    data = assembly.union(VALIDATED_GRAPHS)
    shapes = assembly.graph(v.SHAPES_GRAPH)
    if not len(data) or not len(shapes):
        raise FaultError("There are no triples, or no shapes, to validate. Check ontology/shapes.")
    _, report, _ = pyshacl.validate(
        data, shacl_graph=shapes, inference="none", advanced=False, meta_shacl=False
    )
    if not isinstance(report, Graph):
        raise FaultError(f"pySHACL could not validate: {report}")
    _tolerate_gaps(report, assembly.introduced)
    return read_report(report, run_checks(assembly, checks))


def _tolerate_gaps(report: Graph, introduced: Iterable[str]) -> None:
    """Turn what an entity that documents introduced still lacks into warnings.

    A document need not say everything of what it speaks of; what it says has to be right.
    """
    known = {URIRef(iri) for iri in introduced}
    for result in list(report.subjects(RDF.type, SH.ValidationResult)):
        is_gap = report.value(result, SH.sourceConstraintComponent) in _GAPS
        if is_gap and report.value(result, SH.focusNode) in known:
            report.set((result, SH.resultSeverity, SH.Warning))


def read_report(report: Graph, checked: Iterable[Finding] = ()) -> Report:
    """Read the findings of a SHACL validation report, and record in it what checks found."""
    findings = [
        _finding(report, result) for result in report.subjects(RDF.type, SH.ValidationResult)
    ]
    for finding in checked:
        findings.append(finding)
        _record(report, finding)
    if any(finding.severity == "Violation" for finding in findings):
        for node in report.subjects(RDF.type, SH.ValidationReport):
            report.set((node, SH.conforms, Literal(False)))
    ordered = sorted(findings, key=lambda f: (f.severity != "Violation", f.severity, str(f)))
    return Report(tuple(ordered), report.serialize(format="turtle"))


def require_conformance(report: Report) -> None:
    """Stop a build that has violations.

    Raises:
        ValidationError: lists the violations.
    """
    violations = report.violations
    if violations:
        lines = [f"  - {finding}" for finding in violations[:_SHOWN]]
        if len(violations) > _SHOWN:
            lines.append(f"  … and {len(violations) - _SHOWN} more")
        raise ValidationError(
            f"{len(violations)} violations stop the publication:\n" + "\n".join(lines)
        )


def _finding(report: Graph, result: Node) -> Finding:
    def value(predicate: URIRef) -> str | None:
        found = report.value(result, predicate)
        return None if found is None else str(found)

    shape = report.value(result, SH.sourceShape)
    constraint = value(SH.sourceConstraintComponent) or ""
    name = str(shape) if isinstance(shape, URIRef) else constraint
    return Finding(
        severity=_SEVERITIES.get(
            cast("Node", report.value(result, SH.resultSeverity)), "Violation"
        ),
        rule=v.local_name(name),
        focus_node=value(SH.focusNode) or "",
        message=_message(report.objects(result, SH.resultMessage)),
        path=value(SH.resultPath),
        value=value(SH.value),
    )


def _message(messages: Iterable[Node]) -> str:
    """Choose the English message where there are several."""
    found = sorted(messages, key=lambda m: (getattr(m, "language", None) != "en", str(m)))
    return str(found[0]) if found else "the shape is not met"


def _record(report: Graph, finding: Finding) -> None:
    """Write a check's finding into the validation report beside those of the shapes."""
    result = BNode()
    for node in report.subjects(RDF.type, SH.ValidationReport):
        report.add((node, SH.result, result))
    report.add((result, RDF.type, SH.ValidationResult))
    report.add((result, SH.resultSeverity, SH[finding.severity]))
    report.add((result, SH.focusNode, URIRef(finding.focus_node)))
    if finding.path:
        report.add((result, SH.resultPath, URIRef(finding.path)))
    report.add(
        (result, SH.resultMessage, Literal(f"{finding.message} [{finding.rule}]", lang="en"))
    )
    report.add((result, SH.sourceConstraintComponent, SH.SPARQLConstraintComponent))
