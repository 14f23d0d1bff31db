"""The answers that the README shows, made by asking the graph; cog calls it."""

from dataclasses import fields
from functools import lru_cache
from pathlib import Path

import pyoxigraph as ox

from lodestone import locations, pipeline
from lodestone.knowledge.assembly import Assembly
from lodestone.knowledge.entailment import entail
from lodestone.knowledge.quads import to_quads
from lodestone.settings import Settings, variable


@lru_cache
def store() -> ox.Store:
    """The shipped graph, reasoned over, in memory."""
    assembly = list(pipeline.prepare([locations.folder("data")]))[-1]
    assert isinstance(assembly, Assembly)
    entail(assembly)
    filled = ox.Store()
    filled.extend(to_quads(assembly))
    return filled


def answer(name: str) -> str:
    """The answer of a stored query as a Markdown table, or as yes or no."""
    path = next(locations.folder("queries").glob(f"*/{name}.rq"))
    found = store().query(path.read_text(encoding="utf-8"))
    if isinstance(found, ox.QueryBoolean):
        return "**Yes**\n" if found else "**No**\n"
    assert isinstance(found, ox.QuerySolutions)
    names = [variable.value for variable in found.variables]
    lines = ["| " + " | ".join(names) + " |", "|" + " --- |" * len(names)]
    for row in found:
        cells = [getattr(row[name], "value", "") for name in names]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def settings() -> str:
    """Every setting as a row of a Markdown table."""
    lines = ["| setting | environment | default | what it is |", "|" + " --- |" * 4]
    for known in fields(Settings):
        default = known.default
        if isinstance(default, Path):
            default = "your system's data folder"
        elif isinstance(default, bool):
            default = "yes" if default else "no"
        elif default == "":
            default = "none"
        elif isinstance(default, int):
            default = f"{default:,}".replace(",", " ") if default > 9999 else str(default)
        meaning = known.metadata["meaning"]
        lines.append(f"| `{known.name}` | `{variable(known.name)}` | {default} | {meaning} |")
    return "\n".join(lines) + "\n"
