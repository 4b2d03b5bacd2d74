"""
Asks whether what Stagegate installs has known vulnerabilities, and says so when no one could be asked.

pip-audit alone does not tell these apart: behind a mirror that has the packages and not their advisories it
finds "no known vulnerabilities" and ends well.  So its report is counted here.  Exit code 1 only where
something is vulnerable.
"""

import json
import subprocess
import sys
from typing import Any

LOCKS = ("requirements.txt", "requirements-dev.txt")
PATIENCE_SECONDS = 120


def main() -> int:
    """Audit every lock file; the exit code."""
    code = 0
    for lock in LOCKS:
        bad, text = judge(ask(lock))
        print(f"pip-audit, {lock}: {text}")
        code = max(code, int(bad))
    return code


def ask(lock: str) -> dict[str, Any] | None:
    """pip-audit's report on a lock file; None when it gave none."""
    command = [sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes", "--format", "json"]
    try:
        done = subprocess.run(  # noqa: S603 - a fixed command
            [*command, "--progress-spinner", "off", "--requirement", lock],
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )
        report = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError):
        return None
    return report if isinstance(report, dict) else None


def judge(report: dict[str, Any] | None) -> tuple[bool, str]:
    """Whether something is vulnerable, and what to say."""
    asked = [] if report is None else [each for each in report["dependencies"] if "vulns" in each]
    if report is None or not asked:
        return False, "not reached. No service that knows of vulnerabilities answered: NOTHING WAS AUDITED."
    found = [f"{each['name']} {each['version']}: {vuln['id']}" for each in asked for vuln in each["vulns"]]
    unknown = len(report["dependencies"]) - len(asked)
    rest = f" ({unknown} could not be asked about)" if unknown else ""
    if found:
        return True, f"vulnerable: {'; '.join(found)}{rest}"
    return False, f"{len(asked)} packages, none with a known vulnerability{rest}"


if __name__ == "__main__":
    sys.exit(main())
