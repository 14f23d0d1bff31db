"""The commands: arguments in, lines out. Results go to stdout, talk and progress to stderr."""

import logging

import click

from lodestone import __version__
from lodestone.cli import deciding, populating, publishing, versioning
from lodestone.errors import FaultError, LodestoneError, UsageError, WorldError

EXIT_CODES: dict[type[LodestoneError], int] = {
    FaultError: 1,
    UsageError: 2,
    WorldError: 3,
    LodestoneError: 3,
}
"""The exit code of each error; a child that is not listed takes its parent's."""


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="lodestone")
def commands() -> None:
    """Build and serve Lodestone, an evidenced knowledge graph of the AI landscape."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")


for command in (
    publishing.build,
    publishing.serve,
    populating.ingest,
    populating.extract,
    populating.forget,
    populating.evaluate,
    populating.rules,
    deciding.review,
    deciding.decide,
    deciding.apply,
    deciding.revert,
    versioning.list_versions,
    versioning.rollback,
    versioning.backup,
    versioning.restore,
    versioning.verify,
    versioning.push,
    versioning.load,
    publishing.list_settings,
):
    commands.add_command(command)
