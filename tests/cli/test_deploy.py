"""The files to run it as a service: as far as the tools that are here can judge."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from lodestone.settings import Settings, variable

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"


def test_the_unit_is_one_that_systemd_understands(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed (Debian: systemd)")
    text = (DEPLOY / "lodestone.service").read_text(encoding="utf-8")
    unit = tmp_path / "lodestone.service"
    unit.write_text(text.replace("/opt/lodestone/bin/lodestone", "/bin/true"), encoding="utf-8")

    done = subprocess.run(
        ["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False
    )

    assert "lodestone.service" not in done.stderr, done.stderr


def test_every_setting_that_the_files_set_is_one_of_ours() -> None:
    known = {variable(name) for name in Settings.__dataclass_fields__}

    for path in DEPLOY.iterdir():
        named = set(re.findall(r"LODESTONE_[A-Z_]+", path.read_text(encoding="utf-8")))
        assert named <= known, path


def test_the_compose_file_names_an_image_that_it_builds() -> None:
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))["services"]

    dockerfile = services["lodestone"]["build"]["dockerfile"]
    assert (DEPLOY.parent / dockerfile).is_file()
    assert services["reader"]["image"] == services["lodestone"]["image"]
    assert "--read-only" in services["reader"]["command"]
