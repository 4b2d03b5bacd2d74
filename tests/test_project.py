"""The files around the code agree: version, changelog, lock files, workflow, hooks, templates."""

import re
import tomllib
from datetime import date

import pytest
import yaml
from trove_classifiers import classifiers

from tests.documents import ROOT, Document

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT = PYPROJECT["project"]
EXTRAS = PROJECT["optional-dependencies"]
WORKFLOW = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text(encoding="utf-8"))
HOOKS = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
PYTHONS = ["3.11", "3.12", "3.13", "3.14"]


# --- version and changelog ----------------------------------------------------------------------------------


def sections() -> list[tuple[str, str]]:
    """The versions of CHANGELOG.md, newest first, with what stands behind them."""
    return re.findall(r"^## \[(.+?)\](?: - (.+))?$", Document("CHANGELOG.md").text, re.MULTILINE)


def test_the_newest_version_of_the_changelog_is_the_package_s():
    versions = [version for version, _ in sections() if version != "Unreleased"]

    assert versions[0] == PROJECT["version"]


def test_only_the_top_of_the_changelog_is_not_released():
    top, *released = sections()

    assert top[1] == "Unreleased" or top == ("Unreleased", "") or date.fromisoformat(top[1])
    assert released == sorted(released, key=lambda each: date.fromisoformat(each[1]), reverse=True)


# --- lock files ---------------------------------------------------------------------------------------------


def lock(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def pinned(name: str) -> dict[str, str]:
    """The pins of a lock file by package, with their extras, and the lines that belong to each."""
    entries = re.split(r"^(?=[a-z0-9])", lock(name), flags=re.MULTILINE)
    return {re.split(r"[\[=]", entry)[0]: entry for entry in entries if "==" in entry}


def test_the_lock_of_developers_starts_with_the_other_one_and_repeats_nothing():
    assert lock("requirements-dev.txt").startswith("-r requirements.txt\n")
    assert set(pinned("requirements.txt")) & set(pinned("requirements-dev.txt")) == set()


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_package_is_pinned_with_hashes_and_no_index_is_named(name):
    entries = pinned(name)

    assert entries
    assert [package for package, entry in entries.items() if "--hash=sha256:" not in entry] == []
    assert re.findall(r"--(?:extra-)?index-url|https?://|file:", lock(name)) == []


def parts(requirement: str) -> tuple[str, set[str]]:
    """The name of a package, as lock files write it, and its extras."""
    name, extras = re.match(r"([\w.-]+)(?:\[(.*?)\])?", requirement).groups()
    return re.sub(r"[-_.]+", "-", name).lower(), set(re.findall(r"[\w-]+", extras or ""))


@pytest.mark.parametrize(
    ("locks", "asked"),
    [
        (["requirements.txt"], PROJECT["dependencies"] + EXTRAS["embedded"] + EXTRAS["build"]),
        (["requirements.txt", "requirements-dev.txt"], EXTRAS["dev"]),
    ],
    ids=["run", "dev"],
)
def test_what_the_project_asks_for_is_pinned_with_its_extras(locks, asked):
    """Pip 23 takes a pin without its extras for no pin."""
    pins = dict(parts(entry) for name in locks for entry in pinned(name).values())

    assert [each for each in asked if parts(each)[0] not in pins] == []
    assert [each for each in asked if not parts(each)[1] <= pins[parts(each)[0]]] == []


# --- what the index of packages shows -----------------------------------------------------------------------


def test_the_versions_of_python_are_those_of_the_workflow():
    shown = re.findall(r"Python :: (3\.\d+)", "\n".join(PROJECT["classifiers"]))

    assert shown == PYTHONS == WORKFLOW["jobs"]["linux"]["strategy"]["matrix"]["python"]
    assert PROJECT["requires-python"] == f">={PYTHONS[0]}"


def test_no_classifier_is_invented():
    assert set(PROJECT["classifiers"]) <= classifiers


# --- the workflow -------------------------------------------------------------------------------------------


def steps() -> list[dict[str, object]]:
    return [step for job in WORKFLOW["jobs"].values() for step in job["steps"]]


def test_linux_runs_all_checks_and_macos_the_tests():
    runs = {
        name: [step["run"] for step in job["steps"] if "run" in step]
        for name, job in WORKFLOW["jobs"].items()
    }

    assert runs == {"linux": ["bash .ci/run"], "macos": ["make test"]}


def test_every_action_is_pinned_by_its_commit():
    uses = re.findall(r"uses: (\S+)", (ROOT / ".github/workflows/ci.yml").read_text(encoding="utf-8"))

    assert len(uses) == len([step for step in steps() if "uses" in step]) > 0
    assert [action for action in uses if not re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40}", action)] == []


def test_the_workflow_may_only_read():
    assert WORKFLOW["permissions"] == {"contents": "read"}


# --- hooks and templates ------------------------------------------------------------------------------------


def hooks() -> dict[str, dict[str, object]]:
    return {hook["id"]: hook for repo in HOOKS["repos"] for hook in repo["hooks"]}


def test_the_hooks_check_each_commit_and_the_slower_ones_each_push():
    at_push = {name for name, hook in hooks().items() if hook.get("stages") == ["pre-push"]}

    assert at_push == {"mypy", "lint-imports"}
    assert set(hooks()) - at_push == {
        *("end-of-file-fixer", "trailing-whitespace", "check-yaml", "check-toml"),
        *("codespell", "ruff-check", "ruff-format"),
    }
    assert set(HOOKS["default_install_hook_types"]) == {"pre-commit", "pre-push"}


@pytest.mark.parametrize("name", ["ruff-check", "ruff-format", "mypy", "lint-imports"])
def test_the_hooks_of_python_run_what_the_lock_file_pins(name):
    program = str(hooks()[name]["entry"]).split()[0].removeprefix(".venv/bin/")

    assert {"lint-imports": "import-linter"}.get(program, program) in pinned("requirements-dev.txt")


def test_the_form_for_problems_asks_for_what_helps():
    form = yaml.safe_load((ROOT / ".github/ISSUE_TEMPLATE/problem.yml").read_text(encoding="utf-8"))
    asked = {field["id"]: field for field in form["body"] if "id" in field}

    assert {"version", "doctor", "log"} <= set(asked)
    assert "stagegate doctor --json" in asked["doctor"]["attributes"]["description"]


def test_what_is_generated_is_marked_and_exists():
    lines = (ROOT / ".gitattributes").read_text(encoding="utf-8").splitlines()
    generated = [line.split()[0] for line in lines if line.endswith(" linguist-generated")]

    assert {"requirements.txt", "requirements-dev.txt"} <= set(generated)
    assert [path for path in generated if not (ROOT / path).exists()] == []
