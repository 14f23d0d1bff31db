"""Where the knowledge files are: beside the package in a wheel, at the top of a checkout."""

from pathlib import Path

from lodestone.errors import WorldError

_PACKAGE = Path(__file__).resolve().parent


def folder(name: str) -> Path:
    """Find one of the knowledge folders: `ontology`, `data` or `queries`.

    Raises:
        WorldError: the installation lacks the folder.
    """
    for candidate in (_PACKAGE / "share" / name, _PACKAGE.parents[1] / name):
        if candidate.is_dir():
            return candidate
    raise WorldError(
        f"The folder '{name}' of Lodestone is missing beside {_PACKAGE}. Install the package again."
    )


def unpublished_documents() -> Path:
    """Give the folder, beside the checkout, of documents that the repository may not hold."""
    return folder("data").parents[1] / "shared" / "documents"
