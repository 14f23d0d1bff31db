"""The answers that the README shows, made by asking the graph; cog calls it."""

from functools import lru_cache

import pyoxigraph as ox

from lodestone import locations, pipeline
from lodestone.knowledge.assembly import Assembly
from lodestone.knowledge.entailment import entail
from lodestone.knowledge.quads import to_quads


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
