"""Going through what waits, key by key; each decision is on disk before the next is shown."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field

import click
from rich.console import Console

from lodestone.curation import wording
from lodestone.curation.decision_log import decide
from lodestone.curation.decisions import ACCEPT, EXPLICITNESS, MODALITIES, REASONS, REJECT, UNDO
from lodestone.curation.review_queue import Waiting
from lodestone.model.candidate import EntityReference
from lodestone.reviewing import cards
from lodestone.reviewing.desk import Desk

KEYS = "a accept, r reject, e edit, s skip, u undo, q quit"
KEEP = ""
CLEAR = "-"
QUIT = "q"


@dataclass(slots=True)
class Session:
    """One reviewer's way through the queue."""

    desk: Desk
    waiting: Sequence[Waiting]
    console: Console
    position: int = 0
    skipped: set[str] = field(default_factory=set)
    decided: list[tuple[int, str]] = field(default_factory=list)
    edit: dict[str, str | None] = field(default_factory=dict)

    def run(self) -> None:
        """Show one claim after the other until all were seen, or the reviewer stops."""
        while self.position < len(self.waiting) or self._ends_with_undo():
            choices = self._choices()
            place = f"{self.position + 1}/{len(self.waiting)}"
            said = {self.waiting[at].identifier: f"{verdict}ed now" for at, verdict in self.decided}
            self.console.print(
                cards.card(self._item, place, choices, self.edit, said, self.desk.names)
            )
            key = _ask_key(KEYS + (f", 1–{len(choices)} choose" if choices else ""))
            if key == QUIT:
                break
            self._act(key, choices)
        self._sum_up()

    def _ends_with_undo(self) -> bool:
        """Whether the last decision is taken back when all claims were seen."""
        if self.decided and _ask_key("All seen: u undo, any other key ends") == "u":
            self._undo()
            return True
        return False

    @property
    def _item(self) -> Waiting:
        return self.waiting[self.position]

    def _choices(self) -> cards.Choices:
        ends = (("subject", self._item.candidate.subject), ("object", self._item.candidate.object))
        return [(name, found) for name, end in ends for found in self.desk.names.suggest(end)]

    def _act(self, key: str, choices: cards.Choices) -> None:
        if key == "a":
            self._decide(ACCEPT)
        elif key == "r":
            reason = _choose("reason", REASONS)
            if reason:
                self._decide(REJECT, reason)
        elif key == "e":
            self._edit(choices)
        elif key == "s":
            self.skipped.add(self._item.identifier)
            self._move(self.position + 1)
        elif key == "u":
            self._undo()
        elif key.isdigit() and 1 <= (int(key) or 10) <= len(choices):
            end, chosen = choices[(int(key) or 10) - 1]
            self.edit[end] = chosen.iri
        else:
            self.console.print(f"“{key}” is not a key here.", markup=False)

    def _decide(self, verdict: str, reason: str = "") -> None:
        item = self._item
        edit = self.edit if verdict == ACCEPT else {}
        self.desk.write(decide(item.identifier, verdict, self.desk.by, reason=reason, edit=edit))
        self.decided.append((self.position, verdict))
        self.skipped.discard(item.identifier)
        self._move(self.position + 1)

    def _undo(self) -> None:
        if not self.decided:
            self.console.print("Nothing was decided here yet.")
            return
        position, _ = self.decided.pop()
        self.desk.write(decide(self.waiting[position].identifier, UNDO, self.desk.by))
        self._move(position)

    def _move(self, position: int) -> None:
        self.position = position
        self.edit = {}

    def _edit(self, choices: cards.Choices) -> None:
        """Ask for each part of the claim; what is left empty stays as it is."""
        candidate = self._item.candidate
        for name in ("subject", "object"):
            if isinstance(getattr(candidate, name), EntityReference):
                self._edit_end(name, choices)
        fields: tuple[tuple[str, Sequence[str], str | None], ...] = (
            ("modality", MODALITIES, candidate.modality),
            ("quantifier", (*self.desk.quantifiers, CLEAR), candidate.quantifier),
            ("explicitness", EXPLICITNESS, candidate.explicitness),
        )
        for name, known, current in fields:
            self._keep(name, _choose(f"{name} (now {current or 'none'})", known), current)
        note = _ask_line(f"note (now {candidate.note or 'none'}; {CLEAR} removes it)")
        self._keep("note", note, candidate.note)

    def _keep(self, name: str, given: str, current: str | None) -> None:
        value = None if given == CLEAR else given
        if given != KEEP and value != current:
            self.edit[name] = value

    def _edit_end(self, name: str, choices: cards.Choices) -> None:
        current = getattr(self._item.candidate, name).iri
        while given := _ask_line(f"{name} (now {current}): a number above, or an IRI"):
            number = int(given) - 1 if given.isdigit() else -1
            if 0 <= number < len(choices) and choices[number][0] == name:
                given = choices[number][1].iri
            if given in self.desk.names:
                self._keep(name, given, current)
                return
            self.console.print(f"Nothing here is known as “{given}”.", markup=False)

    def _sum_up(self) -> None:
        verdicts = [verdict for _, verdict in self.decided]
        left = len(self.waiting) - len(verdicts)
        counts = f"{verdicts.count(ACCEPT)} accepted, {verdicts.count(REJECT)} rejected"
        self.console.print(f"{counts}, {len(self.skipped)} skipped; {left} still wait.")
        if verdicts:
            self.console.print(f"Decisions are in {self.desk.log}.", markup=False, soft_wrap=True)
            self.console.print("They are published by: lodestone build")


def _ask_key(prompt: str) -> str:
    """Ask for one key; at a pipe, for a line. The end of input stops the review."""
    if not sys.stdin.isatty():
        return (_ask_line(prompt, QUIT) or " ").lower()
    click.echo(f"{prompt} > ", nl=False, err=True)
    key = click.getchar()
    click.echo(key if key.isprintable() else "", err=True)
    return QUIT if key in ("\x04", "\x1a") else key.lower()


def _ask_line(prompt: str, at_end: str = KEEP) -> str:
    try:
        given = click.prompt(
            wording.visible(prompt), default="", show_default=False, prompt_suffix=" > ", err=True
        )
    except click.Abort:
        return at_end
    return str(given).strip()


def _choose(what: str, known: Sequence[str]) -> str:
    """Ask for one of several names, by its number or itself; an empty line chooses none."""
    listed = ", ".join(f"{number} {name}" for number, name in enumerate(known, start=1))
    while given := _ask_line(f"{what}: {listed}"):
        if given.isdigit() and 1 <= int(given) <= len(known):
            return known[int(given) - 1]
        if given in known:
            return given
        click.echo(f"“{given}” is none of these.", err=True)
    return KEEP
