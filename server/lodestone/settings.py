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
    threads: int = _setting(8, "requests that the server works on at one time")
    workers: int = _setting(4, "processes that evaluate queries, each one query at a time")
    query_seconds: int = _setting(20, "seconds after which a query is stopped")
    query_memory: int = _setting(2048, "megabytes of memory that a query may use")
    url: str = _setting("", "public URL of the server, if a proxy stands before it")
    keep: int = _setting(5, "number of snapshots that are kept, the newest ones")
    reasoner_memory: int = _setting(2000, "megabytes of memory that HermiT may use")
    reasoner_timeout: int = _setting(300, "seconds after which HermiT is stopped")


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
    return str(value)
