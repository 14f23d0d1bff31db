"""Entailment regimes: a snapshot's closure, worked out once and kept beside it.

SPARQL 1.1 Entailment Regimes §3 (RDF), §4 (RDFS), §5 (D), and §6 (OWL 2 RDF-Based) as far as the
OWL 2 RL rules go.
"""

import shutil
import tempfile
from pathlib import Path

import pyoxigraph as ox

from lodestone.knowledge import regimes
from lodestone.sparql.answer import Answer
from lodestone.store import snapshots


def entail(data: Path, regime: str, version: str) -> Answer:
    """Make the store of a version under a regime, unless it is there."""
    snapshot = snapshots.load(data, version)
    target = snapshots.entailment(snapshot, regime)
    if target.is_dir():
        return Answer(200, ())
    target.parent.mkdir(exist_ok=True)
    source = snapshots.open_read_only(snapshot)
    stage = Path(tempfile.mkdtemp(prefix=snapshots.STAGE_PREFIX, dir=target.parent))
    try:
        loading = ox.Store(str(stage / "loading"))
        loading.bulk_extend(source)
        for graph in (ox.DefaultGraph(), *source.named_graphs()):
            triples = (q.triple for q in source.quads_for_pattern(None, None, None, graph))
            closure = regimes.close(triples, regime)
            if isinstance(graph, ox.NamedNode):
                loading.add_graph(graph)
            loading.bulk_extend(ox.Quad(t.subject, t.predicate, t.object, graph) for t in closure)
        loading.backup(str(stage / "store"))
        del loading
        (stage / "store").rename(target)
    finally:
        shutil.rmtree(stage, ignore_errors=True)
    return Answer(200, ())
