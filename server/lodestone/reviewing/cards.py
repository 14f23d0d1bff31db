"""A waiting claim as a card on a terminal; it reads the same without colour."""

from collections.abc import Iterator, Mapping, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from lodestone.curation import wording
from lodestone.curation.conflicts import Standing
from lodestone.curation.review_queue import Waiting
from lodestone.curation.suggestions import NameIndex, Suggestion
from lodestone.model.candidate import Candidate

MARKS = {"subject": ("[S: ", "]", "bold cyan"), "object": ("[O: ", "]", "bold magenta")}
STANDINGS = {
    Standing.WAITS: "waits",
    Standing.BY_POLICY: "accepted by the policy",
    Standing.BY_PERSON: "accepted by a person",
}
Choices = Sequence[tuple[str, Suggestion]]
"""Suggestions as they are numbered: for which end each is, and what it is."""


def card(
    item: Waiting,
    place: str,
    choices: Choices,
    edit: Mapping[str, str | None],
    said: Mapping[str, str],
    names: NameIndex,
) -> RenderableType:
    """Show a claim: its paragraph, the fact in words, what speaks against it, what it may be.

    `said` are the verdicts that were given since the queue was read, by claim.
    """
    candidate = item.candidate
    title = f"{place}  {candidate.document}  tier {candidate.tier}  {candidate.identifier}"
    parts: list[RenderableType] = [
        Text(""),
        Rule(Text(wording.visible(title)), align="left"),
        Padding(_paragraph(candidate), (0, 2)),
        Text(""),
        Text(wording.in_words(candidate, names), style="bold"),
        Text(_meaning(candidate), style="dim"),
    ]
    if candidate.checks:
        checks = wording.visible(", ".join(candidate.checks))
        parts.append(Text(f"checks: {checks}", style="yellow"))
    if item.stands_already:
        parts.append(Text("accepted already from another place: this adds evidence"))
    parts += [Text(f"also in {wording.visible(other.document)}") for other in item.others]
    parts += _suggestions(choices)
    if item.rivals:
        parts.append(_side_by_side(item, said))
    parts += [Text(f"edit: {name} → {value or '(none)'}", "green") for name, value in edit.items()]
    return Group(*parts)


def _paragraph(candidate: Candidate) -> Text:
    text = Text()
    before, after = wording.is_cut(candidate.quote)
    text.append("…" if before else "", "dim")
    is_inside = False
    for segment in wording.paragraph(candidate):
        if segment.in_quote != is_inside:
            text.append("«" if segment.in_quote else "»", "bold")
            is_inside = segment.in_quote
        left, right, style = MARKS.get(segment.end or "", ("", "", ""))
        base = "reverse " if segment.in_quote and not segment.end else ""
        text.append(f"{left}{segment.text}{right}", base + style if segment.in_quote else style)
    text.append("»" if is_inside else "", "bold")
    text.append("…" if after else "", "dim")
    return text


def _meaning(candidate: Candidate) -> str:
    parts = [candidate.modality, candidate.explicitness, candidate.quantifier, candidate.note]
    return wording.visible(" · ".join((*filter(None, parts), f"by {candidate.origin}")))


def _suggestions(choices: Choices) -> Iterator[Text]:
    for number, (end, suggestion) in enumerate(choices, start=1):
        if number == 1 or choices[number - 2][0] != end:
            yield Text(f"the {end} is not known yet; is it one of these?")
        name = wording.visible(suggestion.name)
        yield Text(f"  {number}  {name}  {suggestion.score:.0f}  {wording.visible(suggestion.iri)}")


def _side_by_side(item: Waiting, said: Mapping[str, str]) -> Table:
    table = Table(title="These cannot stand together", title_justify="left", expand=False)
    for column in ("claim", "value", "document", "quote", ""):
        table.add_column(column, overflow="fold")
    rows = [(item.identifier, item.candidate, "this one")]
    rows += [
        (r.identifier, r.candidate, said.get(r.identifier, STANDINGS[r.standing]))
        for r in item.rivals
    ]
    for identifier, candidate, standing in rows:
        quote = wording.visible(candidate.quote.exact)
        value = wording.value_in_words(candidate.object)
        cells = (identifier, value, wording.visible(candidate.document), quote, standing)
        table.add_row(*map(Text, cells))
    return table
