import subprocess
import sys
from pathlib import Path

from app.machine.child import python_module

SOURCE = Path(__file__).parents[3]


def test_what_lies_in_the_working_directory_is_not_imported(tmp_path):
    (tmp_path / "json.py").write_text("raise SystemExit('imported')")

    command = [*python_module("json.tool", cwd=tmp_path), "--help"]

    assert command[:2] == [sys.executable, "-P"]
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode == 0  # noqa: S603


def test_in_the_folder_that_we_were_imported_from_ourselves_we_are_found_again():
    assert python_module("app.cli", cwd=SOURCE) == [sys.executable, "-m", "app.cli"]


def test_another_way_to_the_same_folder_is_the_same_folder(tmp_path):
    (tmp_path / "link").symlink_to(SOURCE)

    assert "-P" not in python_module("app.cli", cwd=tmp_path / "link")
