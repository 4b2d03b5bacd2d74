"""Libraries of others that pages load: what was published, with licence and version, and nothing else."""

import hashlib
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FOLDERS = [
    ROOT / "app" / "web" / "look" / "static" / "vendor",
    ROOT / "clickup_client" / "sandbox" / "board" / "static" / "vendor",
]
NOTED = {folder: json.loads((folder / "versions.json").read_text(encoding="utf-8")) for folder in FOLDERS}
FILES = [(folder, name) for folder, files in NOTED.items() for name in files]


@pytest.mark.parametrize(("folder", "name"), FILES, ids=[name.partition(".")[0] for _, name in FILES])
def test_what_others_wrote_is_what_they_published(folder, name):
    noted = NOTED[folder][name]

    assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == noted["sha256"]
    assert noted["version"] in (folder / name).read_text(encoding="utf-8")
    assert (folder / noted["licence_file"]).read_text(encoding="utf-8").startswith(noted["licence"])


@pytest.mark.parametrize("folder", FOLDERS, ids=["pages", "board"])
def test_nothing_is_with_what_others_wrote_but_what_is_noted(folder):
    kept = {each.name for each in folder.iterdir()}

    noted = NOTED[folder]
    assert kept == {"versions.json", *noted, *(each["licence_file"] for each in noted.values())}


def test_no_other_folder_has_what_others_wrote():
    assert (
        sorted(folder for part in ("app", "clickup_client") for folder in (ROOT / part).rglob("vendor"))
        == FOLDERS
    )


@pytest.mark.parametrize("name", [name.partition(".")[0] for _, name in FILES])
def test_the_readme_names_what_others_wrote(name):
    licences = (ROOT / "README.md").read_text(encoding="utf-8").partition("## Licence")[2]

    assert name in licences.lower()
