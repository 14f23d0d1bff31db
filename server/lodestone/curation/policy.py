"""The policy: what is accepted without a person, read from `policy.yaml` of the data folders."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from lodestone.errors import CandidateError
from lodestone.model.candidate import Candidate, EntityReference

FILE = "policy.yaml"
TIERS = ("A", "B", "C")
NEW_ENTITY = "new-entity"
CONFLICTS_WITH = "conflicts-with:"


@dataclass(frozen=True, slots=True)
class Policy:
    """Which candidates need no person: those of some tiers that no check speaks against."""

    accept_tiers: tuple[str, ...] = ("A",)
    accept_new_entities: bool = False
    accept_conflicts: bool = False

    def accepts(self, candidate: Candidate) -> bool:
        """Whether a candidate that nobody decided on counts as accepted."""
        if candidate.is_manual or candidate.tier not in self.accept_tiers:
            return False
        if names_new_entity(candidate) and not self.accept_new_entities:
            return False
        return all(self._overlooks(check) for check in candidate.checks)

    def _overlooks(self, check: str) -> bool:
        if check == NEW_ENTITY:
            return self.accept_new_entities
        return check.startswith(CONFLICTS_WITH) and self.accept_conflicts


def names_new_entity(candidate: Candidate) -> bool:
    """Whether an end of a candidate is something that nothing bears the name of yet."""
    return NEW_ENTITY in candidate.checks or any(
        isinstance(end, EntityReference) and end.is_new
        for end in (candidate.subject, candidate.object)
    )


def read_policy(paths: Iterable[Path]) -> Policy:
    """Read policies; what a later one says overrides, name by name, what an earlier one said.

    Raises:
        CandidateError: a file is not YAML, or says something that a policy does not say.
    """
    policy = Policy()
    for path in paths:
        if path.is_file():
            policy = replace(policy, **_read(path))
    return policy


def _read(path: Path) -> dict[str, Any]:
    try:
        written = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise CandidateError(f"{path} is not YAML: {error}. Correct it.") from error
    known = Policy.__dataclass_fields__
    if not isinstance(written, dict) or set(written) - set(known):
        raise CandidateError(f"{path}: a policy says one of {', '.join(known)}. Correct it.")
    for name, value in written.items():
        if name == "accept_tiers":
            if not isinstance(value, list) or not set(map(str, value)) <= set(TIERS):
                raise CandidateError(
                    f"{path}: accept_tiers is a list of {', '.join(TIERS)}. Correct it."
                )
            written[name] = tuple(value)
        elif not isinstance(value, bool):
            raise CandidateError(f"{path}: {name} is true or false. Correct it.")
    return written
