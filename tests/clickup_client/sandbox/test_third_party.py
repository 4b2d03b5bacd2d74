"""
A ClickUp client that others wrote works with the sandbox: clickup.js, pinned in third_party/.

npm fetches it from its configured registry. Where CI can do that, a failure to do so fails the test.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent / "third_party"
NODE, NPM = shutil.which("node"), shutil.which("npm")

pytestmark = pytest.mark.skipif(
    NODE is None or NPM is None, reason="not here: Node.js, for the third-party client clickup.js"
)


def _run(*command, cwd):
    return subprocess.run(  # noqa: S603 - our own commands
        command, cwd=cwd, capture_output=True, text=True, check=False, timeout=240
    )


@pytest.fixture
def installed(tmp_path):
    """A folder with the client in it."""
    for file in ("package.json", "package-lock.json", "walk.mjs"):
        shutil.copy(HERE / file, tmp_path)
    done = _run(NPM, "ci", "--ignore-scripts", "--no-audit", "--no-fund", cwd=tmp_path)
    if done.returncode != 0 and os.environ.get("CI") != "true":
        pytest.skip("not here: npm cannot fetch the third-party client clickup.js")
    assert done.returncode == 0, done.stderr
    return tmp_path


def test_a_third_party_client_works_with_the_sandbox(installed, over_http, receiver):
    done = _run(NODE, "walk.mjs", over_http.url + "/api/", "pk_ops", receiver.url, cwd=installed)

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "user": "Olivia Ops",
        "plan": "Business",
        "lists": ["Tickets", "Companies"],
        "folders": ["Archive"],
        "groups": ["Operations"],
        "statuses": ["to do", "Doing", "done"],
        "webhook": "active",
        "task": {
            "name": "From clickup.js",
            "status": "Doing",
            "priority": "urgent",
            "assignees": ["Theo Tech"],
            "severity": 1,
            "tags": ["js"],
            "linked": ["t1"],
        },
        "comments": ["Hello from JavaScript"],
        "edited": True,
        "timeInStatus": "Doing",
        "found": ["From clickup.js", "Totals differ"],
        "everywhere": 1,
        "webhooksLeft": 0,
        "afterDeletion": "ClickupAPIError: NOT FOUND: Task not found, deleted",
        "wrongStatus": "BAD REQUEST: Status not found",
    }
