"""Stored queries: plain SPARQL files with a `#+` header, and safe binding of their parameters.

A file runs as it is in any tool. Its header is YAML behind `#+`, as grlc reads it:

    #+ title: Which actors are based in a place?
    #+ summary: Containment included.
    #+ parameters:
    #+   place: {label: Place, kind: iri}

and a parameter is a line `VALUES ?place { <…> }` whose content is the default.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import yaml

from lodestone import vocabulary as v
from lodestone.errors import FaultError, NotFoundError, ParameterError

PREFIX_FILE = "prefixes.rq"
_HEADER = re.compile(r"^#\+ ?(.*)$", re.MULTILINE)
_PREFIX = re.compile(r"^PREFIX\s+([\w-]*):\s*<([^>]*)>", re.MULTILINE | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a stored query; `kind` is `iri` or `literal`, `default` as in the file."""

    name: str
    label: str
    kind: str
    default: str


@dataclass(frozen=True, slots=True)
class StoredQuery:
    """A query of the catalogue."""

    name: str
    group: str
    title: str
    summary: str
    text: str
    parameters: tuple[Parameter, ...]

    def bind(self, values: Mapping[str, str]) -> str:
        """Put values in place of the defaults; each becomes one RDF term and nothing else.

        Raises:
            ParameterError: a name that the query does not have, or a value that is not an IRI.
        """
        known = {parameter.name: parameter for parameter in self.parameters}
        unknown = sorted(set(values) - set(known))
        if unknown:
            raise ParameterError(
                f"The query '{self.name}' has no parameter '{unknown[0]}'. "
                f"It has: {', '.join(known) or 'none'}."
            )
        text = self.text
        for name, value in values.items():
            term = _term(known[name], value)
            text = _values_line(name).sub(lambda match, term=term: match[1] + term + match[3], text)  # type: ignore[misc]
        return text


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All stored queries of a folder, by name."""

    queries: dict[str, StoredQuery]
    prefixes: dict[str, str]

    def get(self, name: str) -> StoredQuery:
        """Find a query.

        Raises:
            NotFoundError: there is none of that name.
        """
        try:
            return self.queries[name]
        except KeyError:
            raise NotFoundError(f"There is no query '{name}'. See: /queries") from None

    def group(self, group: str) -> list[StoredQuery]:
        """List the queries of one group, by name."""
        return [query for query in self.queries.values() if query.group == group]


def read_catalogue(folder: Path) -> Catalogue:
    """Read every `.rq` file below a folder; a subfolder is a group.

    Raises:
        FaultError: a header that is not YAML, a missing title, a parameter without VALUES line.
    """
    queries: dict[str, StoredQuery] = {}
    for path in sorted(folder.glob("*/*.rq")):
        if path.stem in queries:
            raise FaultError(f"{path}: another query is named '{path.stem}' too. Rename one.")
        queries[path.stem] = read_query_file(path)
    return Catalogue(queries, read_prefixes(folder))


def read_prefixes(folder: Path) -> dict[str, str]:
    """Read the prefixes that our queries use, from the folder's `prefixes.rq`."""
    return dict(_PREFIX.findall((folder / PREFIX_FILE).read_text(encoding="utf-8")))


def read_query_file(path: Path) -> StoredQuery:
    """Read one stored query.

    Raises:
        FaultError: as in `read_catalogue`.
    """
    text = path.read_text(encoding="utf-8")
    try:
        header = yaml.safe_load("\n".join(_HEADER.findall(text))) or {}
        title = str(header["title"])
    except (yaml.YAMLError, KeyError, TypeError) as error:
        raise FaultError(
            f"{path}: the '#+' header lacks a title or is not YAML: {error}"
        ) from error
    parameters = tuple(
        _parameter(path, text, name, options or {})
        for name, options in (header.get("parameters") or {}).items()
    )
    summary = str(header.get("summary", ""))
    return StoredQuery(path.stem, path.parent.name, title, summary, text, parameters)


def _parameter(path: Path, text: str, name: str, options: dict[str, Any]) -> Parameter:
    match = _values_line(name).search(text)
    if match is None:
        raise FaultError(f"{path}: the parameter '{name}' needs a line: VALUES ?{name} {{ … }}")
    kind = str(options.get("kind", "iri"))
    return Parameter(name, str(options.get("label", name)), kind, match[2].strip())


def _values_line(name: str) -> re.Pattern[str]:
    return re.compile(rf"(VALUES\s+\?{re.escape(name)}\s*\{{\s*)([^}}]*?)(\s*\}})")


def _term(parameter: Parameter, value: str) -> str:
    if parameter.kind == "literal":
        return str(ox.Literal(value))
    if parameter.kind == "label":
        return str(ox.Literal(value, language="en"))
    absolute = value if ":" in value.split("/", maxsplit=1)[0] else v.BASE + value.lstrip("/")
    try:
        return str(ox.NamedNode(absolute))
    except ValueError as error:
        raise ParameterError(
            f"The parameter '{parameter.name}' takes an IRI, not '{value}': {error}"
        ) from error
