"""Builders that are valid by default, so that each test changes the one thing it is about."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

import pytest

from app.process.file import load_process
from rules.decision import Decision, Finding
from rules.gate.gate import decide
from rules.process.process import Process
from rules.process.stage import Requirement
from rules.ticket import MergeState, Move, PullRequest, Ticket, Value

ADDRESS = "https://github.com/usheru/player/pull/7"

#: Everything that any stage asks for.
VALUES: Mapping[str, Value] = {
    "Category": "Bugs/Defects",
    "De-escalation Reasons": "The fix broke the live stream.",
    "Acceptance Criteria": "The film plays to its end.",
    "Target URL": "https://usheru.com/film/1",
    "Severity": "Major",
    "Steps to Reproduce the Issue": "Press play.",
    "Ops Can Reproduce the Issue": True,
    "Issue affects other clients": "Yes",
    "Client Target Date": date(2026, 3, 2),
    "Company Tier": "Gold",
    "Issue Workaround": "Reload the page.",
    "Estimated Delivery Date": date(2026, 3, 9),
    "Priority": 2,
    "Pull Request": (PullRequest(ADDRESS, MergeState.MERGED),),
    "Resolution Notes": "The player waits for its data.",
}

#: From where each stage is entered on the ordinary way.
BEFORE = {
    "Validating": None,
    "Replicating": "Validating",
    "Estimating": "Replicating",
    "Fixing": "Estimating",
    "Verifying": "Fixing",
    "Closed (Resolved)": "Verifying",
    "Closed (Unresolved)": "Verifying",
}


def build_ticket(changes: Mapping[str, Any] | None = None) -> Ticket:
    return Ticket("86cx1k2ab", {**VALUES, **(changes or {})})


def build_move(to_stage: str, **changes: Any) -> Move:
    """A move that is in order and after which everything was written again."""
    from_stage = changes.pop("from_stage", BEFORE[to_stage])
    return Move(**{"from_stage": from_stage, "to_stage": to_stage, "written": frozenset(VALUES), **changes})


@pytest.fixture(scope="session")
def process() -> Process:
    """The shipped process, which is process.md as data."""
    return load_process()


@pytest.fixture(scope="session")
def process_with(process) -> Callable[..., Process]:
    """The shipped process with other requirements: ``process_with({"Fixing": [{"datum": "Severity"}]})``."""

    def change(requires: Mapping[str, list[Mapping[str, Any]]]) -> Process:
        stages = tuple(
            stage.model_copy(
                update={"requires": tuple(map(Requirement.model_validate, requires[stage.name]))}
            )
            if stage.name in requires
            else stage
            for stage in process.stages
        )
        return process.model_copy(update={"stages": stages})

    return change


@pytest.fixture(scope="session")
def ticket() -> Callable[..., Ticket]:
    return build_ticket


@pytest.fixture(scope="session")
def move() -> Callable[..., Move]:
    return build_move


@pytest.fixture(scope="session")
def judged(process) -> Callable[..., Decision]:
    """Judge a valid ticket's ordinary move, with changes: ``judged("Fixing", {"Priority": None})``."""

    def judge(to_stage: str, values: Mapping[str, Any] | None = None, **changes: Any) -> Decision:
        return decide(process, build_ticket(values), build_move(to_stage, **changes))

    return judge


@pytest.fixture(scope="session")
def read() -> Callable[[Iterable[Finding]], str]:
    """What a person reads: one sentence a finding, each on its line."""

    def sentences(findings: Iterable[Finding]) -> str:
        return "\n".join(finding.sentence for finding in findings)

    return sentences


@pytest.fixture(scope="session")
def reasons(judged, read) -> Callable[..., str]:
    """What a person reads when that move is rejected; nothing when it is allowed."""

    def sentences(to_stage: str, values: Mapping[str, Any] | None = None, **changes: Any) -> str:
        return read(judged(to_stage, values, **changes).unmet)

    return sentences


@pytest.fixture(scope="session")
def day() -> date:
    """The day the ticket is to be delivered."""
    return date(2026, 3, 9)


@pytest.fixture(scope="session")
def address() -> str:
    """The address of the ticket's pull request."""
    return ADDRESS
