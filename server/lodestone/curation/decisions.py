"""What people decided about candidates: append only, the last word counts.

A candidate that nobody decided on is accepted by the policy if both its ends were named in the
sentence (tier A) and nothing speaks against it; all others wait for a person.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from lodestone.errors import CandidateError
from lodestone.model.candidate import Candidate
from lodestone.model.statement import Review

VERDICTS = ("accept", "reject")
EDITABLE = {"modality", "quantifier", "explicitness", "note"}
ACCEPTED_TIER = "A"
POLICY = "policy"


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's verdict on a claim, wherever it is made; `edit` corrects how it is meant."""

    identifier: str
    verdict: str
    reason: str
    by: str
    at: str
    edit: tuple[tuple[str, str], ...] = ()


def read_decisions(paths: Iterable[Path]) -> dict[str, Decision]:
    """Read files of decisions, in order; a later decision on a claim replaces an earlier one.

    Raises:
        CandidateError: names the file and the line that is broken.
    """
    decisions: dict[str, Decision] = {}
    for path in paths:
        if not path.is_file():
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if not line.strip():
                continue
            try:
                data = json.loads(line)
                decision = Decision(
                    data["id"],
                    data["verdict"],
                    data.get("reason", ""),
                    data["by"],
                    data["at"],
                    tuple((data.get("edit") or {}).items()),
                )
            except (ValueError, KeyError, TypeError) as error:
                raise CandidateError(
                    f"{path}, line {number}: this is not a decision ({error!r}). Correct the line."
                ) from error
            if decision.verdict not in VERDICTS or {k for k, _ in decision.edit} - EDITABLE:
                raise CandidateError(
                    f"{path}, line {number}: a verdict is one of {', '.join(VERDICTS)}, and an "
                    f"edit changes one of {', '.join(sorted(EDITABLE))}."
                )
            decisions[decision.identifier] = decision
    return decisions


def corrected(candidate: Candidate, decisions: dict[str, Decision]) -> Candidate:
    """Give a candidate as its reviewer corrected it."""
    decision = decisions.get(candidate.identifier)
    edit: dict[str, Any] = dict(decision.edit) if decision else {}
    return replace(candidate, **edit)


def review(candidate: Candidate, decisions: dict[str, Decision]) -> Review | None:
    """Give the review by which a candidate is accepted; None if it is not, or not yet."""
    decision = decisions.get(candidate.identifier)
    if decision is not None:
        accepted = decision.verdict == "accept"
        return Review(decision.by, decision.at, decision.reason) if accepted else None
    if candidate.tier == ACCEPTED_TIER and not candidate.is_manual and not candidate.checks:
        return Review(POLICY, "", "both ends are named in the sentence")
    return None
