"""README.md is short, and its stages are those of the shipped process; what it names is in test_docs.py."""

from app.process.file import load_process
from rules.process.stage import Requirement, Stage
from tests.documents import README, row

#: What a person reads before they decide to read on.
MOST_LINES = 220


def test_it_is_short():
    assert len(README.text.splitlines()) <= MOST_LINES


def test_it_begins_with_the_two_commands():
    assert README.typed[:2] == ["make run", "make test"]


def test_the_stage_table_is_the_shipped_process():
    process = load_process()

    README.assert_table(
        "## The stages",
        [
            row(
                stage.name,
                stage.status,
                "; ".join(required_words(requirement) for requirement in stage.requires),
                stage.owner or "",
                "" if stage.sla is None else str(stage.sla),
                told_words(stage),
            )
            for stage in process.stages
        ],
    )


def required_words(requirement: Requirement) -> str:
    remarks = [
        "merged" if requirement.is_ == "merged" else "",
        "when de-escalating" if requirement.when == "de-escalating" else "",
        "written again" if requirement.fresh else "",
    ]
    said = ", ".join(filter(None, remarks))
    return f"{requirement.datum} ({said})" if said else requirement.datum


def told_words(stage: Stage) -> str:
    tells = stage.tells_client
    on_entry = f"*{tells.on_entry}* on entry" if tells.on_entry else ""
    on_change = f"*{tells.on_date_change}* when the date changes" if tells.on_date_change else ""
    return ", ".join(filter(None, (on_entry, on_change)))
