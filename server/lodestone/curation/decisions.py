"""What people decided about candidates: append only, the last word counts.

A candidate that nobody decided on is accepted by the policy if its tier is one that the policy
names (A: both its ends were named in the sentence) and nothing speaks against it; all others wait
for a person.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from lodestone.curation.policy import FILE, Policy, read_policy
from lodestone.errors import CandidateError
from lodestone.model.candidate import Candidate, EntityReference
from lodestone.model.statement import Review

ACCEPT = "accept"
REJECT = "reject"
UNDO = "undo"
VERDICTS = (ACCEPT, REJECT, UNDO)
REASONS = ("wrong", "not-in-source", "duplicate", "less-precise", "wrong-entity", "out-of-scope")
"""Why a person rejects a claim."""

MODALITIES = ("reported-fact", "evaluation", "plan", "prediction", "possibility")
EXPLICITNESS = ("explicit", "implied", "interpreted")
ENDS = ("subject", "object")
EDITABLE = {"modality", "quantifier", "explicitness", "note", *ENDS}
POLICY = "policy"
CURATED = "curated"

_IRI = re.compile(r"https?://[^\s<>\"{}|\\^`\x00-\x20]+")
_NAME = re.compile(r"[a-z][A-Za-z0-9-]*")


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's verdict on a claim, wherever it is made; `edit` corrects the claim.

    An edit names how the claim is meant, or the IRI of another subject or object. A `batch` names
    decisions that belong together. An `undo` takes the last word on the claim back, so that the one
    before it counts again; with a batch, the last word of that batch.
    """

    identifier: str
    verdict: str
    reason: str
    by: str
    at: str
    edit: tuple[tuple[str, str | None], ...] = ()
    batch: str | None = None


class Decisions(dict[str, Decision]):
    """The decision that counts on each claim, and the policy for all others.

    `words` are all the words on a claim that were not taken back, oldest first.
    """

    def __init__(self, policy: Policy | None = None) -> None:
        super().__init__()
        self.policy = policy or Policy()
        self.words: dict[str, list[Decision]] = {}

    def hear(self, decision: Decision) -> None:
        """Take in the next decision."""
        words = self.words.setdefault(decision.identifier, [])
        if decision.verdict != UNDO:
            words.append(decision)
        else:
            batch = decision.batch
            places = reversed(range(len(words)))
            last = next((i for i in places if batch in (None, words[i].batch)), None)
            if last is not None:
                del words[last]
        self.pop(decision.identifier, None)  # in the order of the words that count
        if words:
            self[decision.identifier] = words[-1]


def read_decisions(paths: Iterable[Path]) -> Decisions:
    """Read files of decisions, in order; a later decision on a claim replaces an earlier one.

    The policy beside each file is read too.

    Raises:
        CandidateError: names the file and the line that is broken.
    """
    files = list(paths)
    decisions = Decisions(read_policy(path.with_name(FILE) for path in files))
    for path in files:
        if not path.is_file():
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
            if line.strip():
                decisions.hear(_read(line, f"{path}, line {number}"))
    return decisions


def _read(line: str, place: str) -> Decision:
    try:
        data = json.loads(line)
        decision = Decision(
            data["id"],
            data["verdict"],
            data.get("reason") or "",
            data["by"],
            data["at"],
            tuple((data.get("edit") or {}).items()),
            data.get("batch"),
        )
        wrong = fault(decision)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CandidateError(
            f"{place}: this is not a decision ({error!r}). Correct the line."
        ) from error
    if wrong:
        raise CandidateError(f"{place}: {wrong}")
    return decision


def to_json(decision: Decision) -> dict[str, Any]:
    """Give a decision as a JSON object, its keys in a fixed order."""
    batch = {"batch": decision.batch} if decision.batch else {}
    edit = {"edit": dict(decision.edit)} if decision.edit else {}
    return {
        "id": decision.identifier,
        "verdict": decision.verdict,
        "reason": decision.reason,
        "by": decision.by,
        "at": decision.at,
        **batch,
        **edit,
    }


def fault(decision: Decision) -> str | None:
    """Say what is wrong with a decision; None if nothing is."""
    if decision.verdict not in VERDICTS:
        return f"a verdict is one of {', '.join(VERDICTS)}."
    if {name for name, _ in decision.edit} - EDITABLE:
        return f"an edit changes one of {', '.join(sorted(EDITABLE))}."
    return next(filter(None, (_edit_fault(name, value) for name, value in decision.edit)), None)


def _edit_fault(name: str, value: str | None) -> str | None:
    if name in ENDS and not (isinstance(value, str) and _IRI.fullmatch(value)):
        return f"an edited {name} is an IRI that starts with http:// or https://, not “{value}”."
    if name == "modality" and value not in MODALITIES:
        return f"a modality is one of {', '.join(MODALITIES)}."
    if name == "explicitness" and value not in EXPLICITNESS:
        return f"explicitness is one of {', '.join(EXPLICITNESS)}."
    if name == "quantifier" and value is not None and not _NAME.fullmatch(value):
        return f"a quantifier is the name of a concept, such as “many”, not “{value}”."
    return None


def corrected(candidate: Candidate, decisions: Mapping[str, Decision]) -> Candidate:
    """Give a candidate as its reviewer corrected it.

    Decisions are looked up by the identifier of the candidate as it was proposed; where an end was
    corrected, the candidate that is given has the identifier of what it states now.
    """
    decision = decisions.get(candidate.identifier)
    edit: dict[str, Any] = dict(decision.edit) if decision else {}
    for name in ENDS:
        if name in edit:
            words = getattr(candidate, name).text
            edit[name] = EntityReference(edit[name], words, CURATED)
    return replace(candidate, **edit)


def review(candidate: Candidate, decisions: Mapping[str, Decision]) -> Review | None:
    """Give the review by which a candidate is accepted; None if it is not, or not yet."""
    decision = decisions.get(candidate.identifier)
    if decision is not None:
        accepted = decision.verdict == ACCEPT
        return Review(decision.by, decision.at, decision.reason) if accepted else None
    policy = decisions.policy if isinstance(decisions, Decisions) else Policy()
    if policy.accepts(candidate):
        return Review(POLICY, "", "both ends are named in the sentence")
    return None
