from pathlib import Path

import pytest

from lodestone.errors import DocumentError
from lodestone.population import loading as documents


def write(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def test_front_matter_names_title_source_and_licence_and_the_body_starts_behind_it(
    tmp_path: Path,
) -> None:
    path = write(tmp_path, "brief.md", b"---\ntitle: A brief\nsource: somewhere\n---\n\nBody.\n")

    document = documents.read(path)

    assert (document.title, document.source) == ("A brief", "somewhere")
    assert document.text[document.body_start :].strip() == "Body."
    assert document.text == path.read_text()


def test_a_plain_text_takes_its_first_line_as_title(tmp_path: Path) -> None:
    document = documents.read(write(tmp_path, "plain.txt", b"\nThe first line\n\nThe rest."))

    assert document.title == "The first line"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("empty.txt", b"", "E-EMPTY"),
        ("blank.md", b" \n\t\n", "E-EMPTY"),
        ("image.txt", b"\x89PNG\r\n\x1a\n\x00\x00", "E-TYPE"),
        ("book.epub", b"text", "E-TYPE"),
        ("open.md", b"---\ntitle: x\n", "E-FRONT"),
        ("broken.md", b"---\ntitle: [x\n---\nBody\n", "E-FRONT"),
        ("list.md", b"---\n- a\n- b\n---\nBody\n", "E-FRONT"),
    ],
)
def test_what_cannot_be_read_is_an_error_with_a_code(
    tmp_path: Path, name: str, content: bytes, code: str
) -> None:
    path = write(tmp_path, name, content)

    with pytest.raises(DocumentError, match=code):
        documents.read(path)


def test_a_text_that_is_not_utf_8_is_read_with_a_warning(tmp_path: Path) -> None:
    document = documents.read(write(tmp_path, "old.txt", "The café – open".encode("cp1252")))

    assert "café – open" in document.text
    assert document.warnings[0].startswith("W-ENCODING")


def test_a_path_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="E-MISSING"):
        list(documents.find([tmp_path / "nowhere"]))
