"""What validation found: one finding a fault, gathered into a report."""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["Violation", "Warning", "Info"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: which rule, which focus node, what is wrong."""

    severity: Severity
    rule: str
    focus_node: str
    message: str
    path: str | None = None
    value: str | None = None

    def __str__(self) -> str:
        """Write the finding as a person reads it."""
        where = f" {self.path}" if self.path else ""
        value = f" (value: {self.value})" if self.value else ""
        return f"{self.severity}: {self.focus_node}{where}: {self.message}{value} [{self.rule}]"


@dataclass(frozen=True, slots=True)
class Report:
    """All findings of a validation; `turtle` is the SHACL validation report as Turtle."""

    findings: tuple[Finding, ...]
    turtle: str

    @property
    def violations(self) -> tuple[Finding, ...]:
        """The findings that stop a publication."""
        return tuple(f for f in self.findings if f.severity == "Violation")

    @property
    def conforms(self) -> bool:
        """Whether nothing stops a publication."""
        return not self.violations
