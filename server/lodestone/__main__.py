"""`python -m lodestone` and the command `lodestone`: errors become messages and exit codes here."""

import logging
import sys
import uuid

import click

from lodestone.cli import EXIT_CODES, commands
from lodestone.errors import LodestoneError


def main() -> None:
    """Run a command; 0 done, 1 found at fault, 2 wrong use, 3 the machine is at fault."""
    try:
        commands(standalone_mode=False)
    except click.exceptions.Abort:
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except LodestoneError as error:
        click.echo(f"lodestone: {error}", err=True)
        code = next(EXIT_CODES[kind] for kind in type(error).__mro__ if kind in EXIT_CODES)
        sys.exit(code)
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception:
        request_id = uuid.uuid4().hex[:12]
        logging.getLogger(__name__).exception("failure %s", request_id)
        click.echo(f"lodestone: something went wrong; it was logged as {request_id}.", err=True)
        sys.exit(3)


if __name__ == "__main__":
    main()
