"""What commands share: the data folder, the settings, where and how they talk."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from lodestone.settings import Settings, resolve

talk = Console(stderr=True, highlight=False)
"""Progress and remarks go to stderr; results to stdout."""


def data_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the option that names the data folder."""
    return click.option(
        "--data",
        type=click.Path(file_okay=False, path_type=Path),
        help="Folder of the snapshots, and of documents and candidates of your own.",
    )(command)


def settings(**options: Any) -> Settings:
    """Give the settings with what the options of a command say."""
    return resolve(options)[0]


def say(line: str) -> None:
    """Write a line to standard error as it is, however long."""
    talk.print(line, soft_wrap=True, markup=False)


def count(number: int, noun: str) -> str:
    """Give a number of things in words: "1 document", "2,000 documents"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
