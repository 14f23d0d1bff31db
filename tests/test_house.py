"""The house rules, measured: sizes, layers, names, promises kept in the documentation."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click import Group

from lodestone import errors, locations
from lodestone.cli import commands
from lodestone.settings import Settings, resolve, variable
from lodestone.web.app import create_app

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "server" / "lodestone"
MODULES = sorted(PACKAGE.rglob("*.py"))
README = (ROOT / "README.md").read_text(encoding="utf-8")
NAMELESS = {"utils", "helpers", "common", "services", "core", "misc", "tools"}
Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(path: Path) -> Iterator[Function]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    yield from (n for n in ast.walk(tree) if isinstance(n, Function))


def body_lines(function: Function) -> int:
    first = function.body[0]
    has_docstring = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    start = function.body[1].lineno if has_docstring and len(function.body) > 1 else first.lineno
    return (function.end_lineno or start) - start + 1


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_a_module_can_be_held_in_mind(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400
    assert path.stem not in NAMELESS
    for function in functions(path):
        arguments = function.args
        count = len(arguments.args) + len(arguments.kwonlyargs) + len(arguments.posonlyargs)
        assert body_lines(function) <= 40, function.name
        assert count <= 7, function.name  # six, and self


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_a_module_says_what_it_is_in_its_first_line(path: Path) -> None:
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))

    assert docstring
    assert docstring.splitlines()[0].rstrip().endswith((".", ":"))


def test_the_rooms_are_stacked_and_have_no_circles() -> None:
    program = Path(sys.executable).with_name("lint-imports")

    done = subprocess.run([program], cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout


def test_exceptions_are_caught_blindly_in_two_places_only() -> None:
    blind = [
        path.relative_to(PACKAGE).as_posix()
        for path in MODULES
        if re.search(r"except Exception|register_error_handler\(Exception", path.read_text("utf-8"))
    ]

    assert blind == ["__main__.py", "web/problems.py"]


def test_the_environment_is_read_in_one_place() -> None:
    readers = [p.name for p in MODULES if "os.environ" in p.read_text(encoding="utf-8")]

    assert readers == ["settings.py"]


def test_every_error_of_ours_is_drawn_in_the_tree_at_the_top() -> None:
    kinds = {name for name, kind in vars(errors).items() if isinstance(kind, type)}

    assert {name for name in kinds if name in (errors.__doc__ or "")} == kinds


def test_every_room_and_folder_has_a_page_on_its_door() -> None:
    for folder in ("ontology", "data", "queries", "server", "tests"):
        text = (ROOT / folder / "README.md").read_text(encoding="utf-8")
        assert 5 <= len(text.splitlines()) <= 60, folder


def test_every_command_and_setting_is_in_the_readme() -> None:
    assert isinstance(commands, Group)
    for name in commands.commands:
        assert f"lodestone {name}" in README
    for name in Settings.__dataclass_fields__:
        assert variable(name) in README


def test_every_route_is_in_the_readme(tmp_path: Path) -> None:
    app = create_app(resolve({"data": tmp_path})[0])

    routes = {str(rule).split("<", 1)[0].rstrip("./") or "/" for rule in app.url_map.iter_rules()}

    assert {route for route in routes if f"`{route}" not in README} == set()


def test_no_sentence_of_the_article_is_in_the_repository(article: Path) -> None:
    def words(text: str) -> list[str]:
        return re.findall(r"[a-z0-9']+", text.lower().replace("’", "'"))

    source = words(article.read_text(encoding="utf-8").partition("\n")[2])
    runs = {tuple(source[i : i + 9]) for i in range(len(source) - 8)}
    for path in (*ROOT.glob("data/**/*"), *ROOT.glob("tests/**/*"), *ROOT.glob("ontology/**/*")):
        if path.suffix in (".md", ".jsonl", ".ttl", ".yaml", ".tsv", ".py", ".rq"):
            text = words(path.read_text(encoding="utf-8"))
            shared = runs & {tuple(text[i : i + 9]) for i in range(len(text) - 8)}
            assert shared == set(), path


def test_the_readme_shows_the_real_answers(tmp_path: Path) -> None:
    copy = tmp_path / "README.md"
    copy.write_text(README, encoding="utf-8")

    done = subprocess.run(
        [sys.executable, "-m", "cogapp", "--check", "-I", "tests", "README.md"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stdout + done.stderr


def test_the_knowledge_that_the_package_reads_is_that_of_this_checkout() -> None:
    for name in ("ontology", "data", "queries"):
        installed, here = locations.folder(name), ROOT / name
        for path in here.rglob("*"):
            if path.is_file() and "snapshots" not in path.parts:
                assert (installed / path.relative_to(here)).read_bytes() == path.read_bytes(), path
