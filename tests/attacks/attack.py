"""One attack: what it sends, what was answered, and what must hold when it is over."""

import json
import urllib.parse
from collections.abc import Mapping
from typing import Any

from attacks import attackers
from attacks.attackers import Reply
from attacks.target import HEAVY, HEAVY_NODES, N_TRIPLES, SENTINEL, Target, graph_path, sentinel
from attacks.watcher import Watcher

QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
FORM = "application/x-www-form-urlencoded"
RESULTS = "application/sparql-results+json"
DEADLINE = 10.0
GRACE = 3.0
_COUNTS = "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"


class Attack:
    """Sends to the target, keeps every reply, and knows what the attack may leave behind."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self.watcher = Watcher(target)
        self.replies: list[Reply] = []
        self._own: set[str] = set()

    @property
    def authorization(self) -> dict[str, str]:
        """The header that allows a write."""
        return {"Authorization": f"Bearer {self.target.token}"}

    def send(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """Send a whole request and keep the reply."""
        reply = attackers.send(self.target, method, path, body, headers)
        self.replies.append(reply)
        return reply

    def query(self, text: str, accept: str = "*/*") -> Reply:
        """Send a query in the body of a POST."""
        headers = {"Content-Type": QUERY, "Accept": accept}
        return self.send("POST", "/sparql", text.encode(), headers)

    def get(self, text: str, **parameters: str) -> Reply:
        """Send a query in a URL, with other parameters of the protocol."""
        return self.send("GET", "/sparql?" + urllib.parse.urlencode({"query": text, **parameters}))

    def update(self, text: str) -> Reply:
        """Send an update, with the token."""
        headers = {"Content-Type": UPDATE, **self.authorization}
        return self.send("POST", "/sparql", text.encode(), headers)

    def put(self, graph: str, body: bytes, media_type: str = N_TRIPLES, **more: str) -> Reply:
        """Replace a named graph, with the token; the graph is then the attack's own."""
        self._own.add(graph)
        headers = {"Content-Type": media_type, **self.authorization, **more}
        return self.send("PUT", graph_path(graph), body, headers)

    def own(self, graph: str) -> str:
        """Let the attack leave a graph of that name, which is deleted when it is over."""
        self._own.add(graph)
        return graph

    def rows(self, query: str) -> list[dict[str, str]]:
        """Give the solutions of an honest query, each as variable → value."""
        reply = self.query(query, RESULTS)
        assert reply.status == 200, reply.text[:500]
        solutions: list[dict[str, Any]] = json.loads(reply.body)["results"]["bindings"]
        return [{name: term["value"] for name, term in row.items()} for row in solutions]

    def count(self, graph: str) -> int:
        """Count the triples of a named graph."""
        rows = self.rows(f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}")
        return int(rows[0]["n"])

    def triples(self, graph: str | None) -> list[str]:
        """Give the triples of a graph, sorted, through the query side."""
        where = "?s ?p ?o" if graph is None else f"GRAPH <{graph}> {{ ?s ?p ?o }}"
        reply = self.query(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {where} }}", N_TRIPLES)
        assert reply.status == 200, reply.text[:500]
        return sorted(reply.text.splitlines())

    def breaches(self) -> list[str]:
        """Say what does not hold after the attack, although it must after every one."""
        self.watcher.finish()
        found = list(self.watcher.lapses)
        if not self.target.is_alive:
            return [*found, f"the server ended with code {self.target.process.returncode}"]
        if self._own:
            self.update(" ; ".join(f"DROP SILENT GRAPH <{graph}>" for graph in sorted(self._own)))
        found += self._foreign_quads()
        found += [f"a 500: {reply.text[:300]}" for reply in self.replies if reply.status == 500]
        found += [
            f"a {reply.status} without nosniff"
            for reply in self.replies
            if reply.headers.get("X-Content-Type-Options") != "nosniff"
        ]
        return list(dict.fromkeys(found))

    def _foreign_quads(self) -> list[str]:
        try:
            counts = {row["g"]: int(row["n"]) for row in self.rows(_COUNTS) if "g" in row}
            default, named = self.triples(None), self.triples(SENTINEL)
        except (OSError, AssertionError) as error:
            return [f"the sentinel cannot be read: {error}"]
        expected = {SENTINEL: len(sentinel()), HEAVY: 2 * HEAVY_NODES}
        found = [] if counts == expected else [f"the graphs hold {counts}, not {expected}"]
        if default != sentinel():
            found.append(f"the default graph was changed: it has {len(default)} triples")
        if named != sentinel():
            found.append(f"the sentinel graph was changed: it has {len(named)} triples")
        return found
