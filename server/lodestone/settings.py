"""Every setting: its default, its unit, its environment variable, in one frozen dataclass.

A flag beats the environment, the environment beats `lodestone.toml`, and that beats the default.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import platformdirs

from lodestone.errors import UsageError

CONFIGURATION_FILE = "lodestone.toml"
SECRETS = ("token", "engine_user", "llm_key")
"""Settings that are never shown, and never handed to processes that need no secret."""


def _setting(default: Any, meaning: str) -> Any:
    return field(default=default, metadata={"meaning": meaning})


@dataclass(frozen=True, slots=True)
class Settings:
    """How Lodestone runs. Each field is also the environment variable `LODESTONE_…`."""

    data: Path = _setting(  # noqa: RUF009 - makes a field
        Path(platformdirs.user_data_dir("lodestone", appauthor=False)),
        "folder of the snapshots, and of documents and candidates of your own",
    )
    host: str = _setting("127.0.0.1", "address that the server listens on")
    port: int = _setting(8080, "port that the server listens on; 0 takes any free one")
    threads: int = _setting(8, "pages and writes that the server works on at one time")
    token: str = _setting("", "bearer token that writes need; without one there are no writes")
    read_only: bool = _setting(False, "refuse all writes, whatever the token")
    empty: bool = _setting(False, "start with an empty dataset where there is no snapshot")
    engine: str = _setting("", "URL of a SPARQL endpoint to serve in place of snapshots")
    engine_update: str = _setting("", "URL for updates of that endpoint, if it is another")
    engine_graphs: str = _setting("", "URL of that endpoint's graph store, if it has one")
    engine_user: str = _setting("", "NAME:PASSWORD at that endpoint, if it asks for one")
    federation: str = _setting("", "endpoints that SERVICE may call, separated by spaces")
    federation_seconds: int = _setting(5, "seconds that such an endpoint may take")
    federation_megabytes: int = _setting(10, "megabytes that such an endpoint may answer")
    workers: int = _setting(8, "processes of the fast lane, each one query at a time")
    slow_workers: int = _setting(2, "long queries that run at one time, at low priority")
    parked_workers: int = _setting(4, "long queries that wait for a place in the slow lane")
    fast_milliseconds: int = _setting(400, "processor time after which a query counts as long")
    queue: int = _setting(64, "queries, and writes, that may wait for a worker")
    queue_milliseconds: int = _setting(800, "time that a query may wait for a worker")
    query_seconds: int = _setting(10, "seconds after which a query is stopped")
    query_memory: int = _setting(1024, "megabytes of memory that a query may use")
    query_length: int = _setting(100_000, "characters that a query may have")
    query_depth: int = _setting(128, "levels of brackets that a query may have")
    query_operators: int = _setting(2000, "operators that a query may have")
    query_patterns: int = _setting(400, "triple patterns that a query may have")
    result_megabytes: int = _setting(64, "megabytes that a result may have")
    write_seconds: int = _setting(20, "seconds after which a write is stopped")
    write_memory: int = _setting(2048, "megabytes of memory that a write may use")
    body_megabytes: int = _setting(16, "megabytes that the body of a request may have")
    disk_free: int = _setting(64, "megabytes of free disk below which nothing is written")
    memory_snapshot: int = _setting(4096, "megabytes up to which a snapshot is held in memory")
    cache_megabytes: int = _setting(64, "megabytes of answers that are kept for equal requests")
    connections: int = _setting(1000, "connections that may be open at one time")
    header_seconds: int = _setting(10, "seconds in which the head of a request must have come")
    body_seconds: int = _setting(30, "seconds in which the body of a request must have come")
    idle_seconds: int = _setting(75, "seconds after which a silent connection is closed")
    stall_seconds: int = _setting(30, "seconds in which a client must take some of its answer")
    log: str = _setting("problems", "requests that are logged: all, problems (5xx and slow), none")
    url: str = _setting("", "public URL of the server, if a proxy stands before it")
    discard_writes: bool = _setting(False, "let a build discard what updates have changed")
    keep: int = _setting(5, "number of snapshots that are kept, the newest ones")
    reasoner_memory: int = _setting(2000, "megabytes of memory that HermiT may use")
    reasoner_timeout: int = _setting(300, "seconds after which HermiT is stopped")
    llm_url: str = _setting("", "base URL of an OpenAI-compatible endpoint that proposes claims")
    llm_model: str = _setting("", "model that is asked there; without both, none is asked")
    llm_key: str = _setting("", "key for that endpoint, if it asks for one")
    llm_max_calls: int = _setting(400, "calls to that endpoint that one run may make")
    llm_timeout: int = _setting(120, "seconds that such a call may take")


@dataclass(frozen=True, slots=True)
class Origin:
    """A setting's value and where it came from: `default`, `file`, `environment` or `option`."""

    name: str
    value: Any
    origin: str
    meaning: str


def variable(name: str) -> str:
    """Give the environment variable of a setting."""
    return f"LODESTONE_{name.upper()}"


def environment_without_secrets() -> dict[str, str]:
    """Give the environment for processes that need no token."""
    secret = {variable(name) for name in SECRETS}
    return {name: value for name, value in os.environ.items() if name not in secret}


def resolve(
    options: Mapping[str, Any],
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> tuple[Settings, list[Origin]]:
    """Work out all settings, each with its origin.

    Raises:
        UsageError: the configuration file has an unknown name, or a value of the wrong kind.
    """
    environment = os.environ if environment is None else environment
    written = _read_file((folder or Path.cwd()) / CONFIGURATION_FILE)
    values: dict[str, Any] = {}
    origins: list[Origin] = []
    for known in fields(Settings):
        value, origin = known.default, "default"
        if known.name in written:
            value, origin = written[known.name], "file"
        if variable(known.name) in environment:
            value, origin = environment[variable(known.name)], "environment"
        if options.get(known.name) is not None:
            value, origin = options[known.name], "option"
        values[known.name] = _convert(known.name, value, known.type)
        origins.append(
            Origin(known.name, values[known.name], origin, str(known.metadata["meaning"]))
        )
    return Settings(**values), origins


def _read_file(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        written = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} is not valid TOML: {error}. Correct it.") from error
    unknown = sorted(set(written) - {known.name for known in fields(Settings)})
    if unknown:
        raise UsageError(
            f"{path} names unknown settings: {', '.join(unknown)}. See: lodestone settings"
        )
    return written


def _convert(name: str, value: Any, kind: Any) -> Any:
    if kind in (Path, "Path"):
        return Path(value).expanduser()
    if kind in (int, "int"):
        try:
            return int(value)
        except ValueError as error:
            raise UsageError(
                f"The setting '{name}' takes a whole number, not '{value}'."
            ) from error
    if kind in (bool, "bool"):
        return str(value).lower() in ("1", "true", "yes", "on")
    return str(value)
