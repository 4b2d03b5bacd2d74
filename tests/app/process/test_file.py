"""Process files: what is wrong is said with file, line and what may be written instead."""

from pathlib import Path

import pytest

import rules
from app.process.file import LARGEST_FILE_BYTES, ProcessFileError, load_process, parse_process

SHIPPED = Path(rules.__file__).with_name("level_2_support.yaml").read_text(encoding="utf-8")


def said(content):
    """What is said about a file: its lines, each starting with file and line."""
    with pytest.raises(ProcessFileError) as caught:
        parse_process(content if isinstance(content, bytes) else content.encode(), file="p.yaml")
    return str(caught.value)


@pytest.fixture
def said_after():
    """What is said about the shipped file after some text in it was replaced; ``LINE`` is where."""

    def replace(old, new):
        assert old in SHIPPED
        line = SHIPPED[: SHIPPED.index(old)].count("\n") + 1
        return said(SHIPPED.replace(old, new, 1)).replace(f"p.yaml:{line}:", "p.yaml:LINE:")

    return replace


# Files that can be used


def test_the_shipped_process_is_the_one_without_a_file():
    assert load_process().name == "Level 2 Support"


def test_a_file_is_read(tmp_path):
    path = tmp_path / "process.yaml"
    path.write_text(SHIPPED.replace("mode: enforce", "mode: shadow"), encoding="utf-8")
    assert load_process(path).mode == "shadow"


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm():
    content = b"\xef\xbb\xbf" + SHIPPED.replace("\n", "\r\n").encode()
    assert parse_process(content, file="p.yaml") == load_process()


def test_yes_and_no_are_names_where_names_are_expected():
    content = SHIPPED.replace(
        "Acceptance Criteria, type: text",
        "Acceptance Criteria, type: labels, choices: [Yes, No, 12, 2026-12-25]",
    )
    process = parse_process(content.encode(), file="p.yaml")
    assert process.choices("Acceptance Criteria") == ("Yes", "No", "12", "2026-12-25")


def test_holidays_may_be_those_of_a_country_that_is_known():
    content = SHIPPED.replace("holidays: []", "holidays: {country: NO}")
    assert parse_process(content.encode(), file="p.yaml").calendar.holidays.country == "NO"


# Names that do not fit


def test_an_unknown_key_is_said_with_the_known_ones(said_after):
    assert said_after("    owner: Operations", "    onwer: Operations") == (
        'p.yaml:LINE: unknown key "onwer"; did you mean "owner"? choose one of: stage, status, status id, '
        "does, outcome, owner, sla, requires, closed, tells client, keeps date"
    )


def test_an_unknown_stage_is_said_with_the_stages(said_after):
    assert said_after("resolved from: [Verifying]", "resolved from: [Verifing]") == (
        'p.yaml:LINE: unknown open stage "Verifing"; did you mean "Verifying"? '
        "choose one of: Validating, Replicating, Estimating, Fixing, Verifying"
    )


def test_an_unknown_owner_is_said_with_the_owners(said_after):
    assert said_after("owner: Tech", "owner: Tec") == (
        'p.yaml:LINE: unknown owner "Tec"; did you mean "Tech"? '
        "choose one of: Operations, QA, Project Manager, Tech"
    )


def test_an_unknown_datum_is_said_with_the_data(said_after):
    assert said_after("      - Issue Workaround", "      - Workaround").startswith(
        'p.yaml:LINE: unknown datum "Workaround"; did you mean "Issue Workaround"? choose one of: Category, '
    )


def test_a_requirement_that_is_there_twice_is_said(said_after):
    assert said_after("      - Target URL", "      - Acceptance Criteria") == (
        'p.yaml:LINE: Replicating requires "Acceptance Criteria" twice'
    )


def test_a_key_that_is_there_twice_is_said_with_both_lines(said_after):
    assert said_after("calendar:  ", "mode: shadow\ncalendar:  ") == (
        'p.yaml:LINE: the key "mode" is there twice, first on line 6'
    )


def test_a_datum_that_is_there_twice_is_said(said_after):
    assert "is there twice" in said_after("  Target URL:  ", "  Category:  ")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            "mode: enforce",
            "mode: enforc",
            'unknown word "enforc"; did you mean "enforce"? choose one of: enforce, shadow',
        ),
        (
            "closed: resolved",
            "closed: solved",
            'unknown word "solved"; did you mean "resolved"? choose one of: resolved, unresolved',
        ),
        (
            "on entry: estimated",
            "on entry: told",
            'unknown word "told"; choose one of: estimated, delivered, closed',
        ),
        (
            "type: drop_down, choices: categories",
            "type: dropdown",
            'unknown word "dropdown"; did you mean "drop_down"? choose one of: text, url, number, drop_down',
        ),
        (
            "sla: 2 days",
            "sla: 2 weeks",
            '"2 weeks" is not an SLA; write "1 day", "4 hours", "30 minutes" or "due date"',
        ),
        (
            "quiet period: 2 minutes",
            "quiet period: soon",
            '"soon" is not a waiting time; write "30 seconds", "2 minutes" or "1 hour"',
        ),
        (
            "time zone: UTC",
            "time zone: Mars",
            'unknown time zone "Mars"; write a name such as "UTC" or "Europe/Berlin"',
        ),
        (
            "holidays: []",
            "holidays: {country: XX}",
            'unknown country "XX"; write its two-letter code, such as DE or US',
        ),
        (
            "holidays: []",
            "holidays: {country: CH, subdivision: 9}",
            'unknown subdivision "9"; choose one of: AG, AI',
        ),
        (
            "holidays: []",
            "holidays: [25 December]",
            '"25 December" is not a date; write year-month-day, such as 2026-12-25',
        ),
        (
            "    status: replicating",
            "    status: Validating",
            '"Validating" is already the status of Validating; every stage needs its own',
        ),
        ("[ops@stagegate.example]", "[ops]", '"ops" is neither an e-mail address nor a ClickUp user id'),
        (
            "{task: priority}",
            "{task: prio}",
            "say where ClickUp keeps it: {field: ..., type: ...}, {field: ..., then: ...}, {task: due_date}",
        ),
        ("resolved from: [Verifying]", "resolved from: []", "at least one is expected here"),
        ("requires: [Pull Request]", "requires: Pull Request", "a list is expected here, such as [a, b]"),
        ("requires: [Pull Request]", "requires: [12, []]", "keys with values are expected here"),
        ("keeps date: true", "keeps date: perhaps", "true or false is expected here"),
        ("field: Category", "field: ''", "say where ClickUp keeps it"),
        ("process: Level 2 Support", "process: ''", "this must not be empty"),
        ("process: Level 2 Support", "process: [a]", "text is expected here"),
        ("process: Level 2 Support", "process:", "text is expected here"),
    ],
)
def test_a_value_that_cannot_be_used_is_said_with_its_line(said_after, old, new, words):
    assert f"p.yaml:LINE: {words}" in said_after(old, new)


def test_a_key_that_is_missing_is_said_where_it_belongs():
    line = SHIPPED[: SHIPPED.index("  - stage: Fixing")].count("\n") + 1
    assert said(SHIPPED.replace("    status: fixing\n", "")) == f'p.yaml:{line}: "status" is missing'


def test_everything_wrong_is_said_at_once_in_the_order_of_the_file():
    content = SHIPPED.replace("mode: enforce", "mode: enforc").replace("sla: 2 days", "sla: never")
    problems = said(content.replace("categories:", "mode: shadow\ncategories:", 1)).splitlines()
    assert [problem.split(":")[1] for problem in problems] == sorted(
        (problem.split(":")[1] for problem in problems), key=int
    )
    assert [problem.split(": ", 1)[1].split(";")[0] for problem in problems] == [
        'unknown word "enforc"',
        'the key "mode" is there twice, first on line 6',
        '"never" is not an SLA',
    ]


# What is no plain YAML


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "1: the file is empty"),
        ("# nothing yet\n", "1: the file is empty"),
        ("just words", "1: keys with values are expected here"),
        ("- a\n- b", "1: keys with values are expected here"),
        ("a: 1\nb: {", "2: expected the node content, but found '<stream end>' (while parsing a flow node)"),
        ("a: 1\n\tb: 2", "2: a tab cannot indent; use spaces (while scanning for the next token)"),
        ("a: 1\nb: \x01", "2: there is a control character here that YAML does not allow"),
        (b"a: 1\nb: \xff", "2: byte 0xff is not UTF-8; save the file as UTF-8"),
        ("a: 1".encode("utf-16"), "1: byte 0xff is not UTF-8; save the file as UTF-8"),
        ("a: 1\n---\nb: 2", "2: a second document starts here; a process file has only one"),
        ("a: &x 1", "1: anchors (&) and aliases (*) are not allowed; write the value out"),
        ("a: 1\nb: *x", "2: anchors (&) and aliases (*) are not allowed; write the value out"),
        ("a: !!python/name:os.system x", "1: types (!) are not allowed; write the plain value"),
        ("a: !mine [x]", "1: types (!) are not allowed; write the plain value"),
        ("[" * 5000, "1: this is nested more than 20 levels deep"),
        ("a: " + "{a: " * 5000, "1: this is nested more than 20 levels deep"),
        ("x" * (LARGEST_FILE_BYTES + 1), f"1: is larger than {LARGEST_FILE_BYTES} bytes"),
    ],
)
def test_what_is_no_plain_yaml_is_said_with_its_line(content, words):
    assert said(content) == f"p.yaml:{words}"


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("12", 'a key must be text; write it in quotes: "12"'),
        ("on", 'a key must be text; write it in quotes: "on"'),
        ("2026-12-25", 'a key must be text; write it in quotes: "2026-12-25"'),
        ("<<", 'a key must be text; write it in quotes: "<<"'),
        ("[a, b]", "a key must be text"),
        ("{a: b}", "a key must be text"),
        ("? \n", "a key must be text"),
        ("~", 'a key must be text; write it in quotes: "~"'),
    ],
)
def test_a_key_that_is_no_text_is_said(said_after, key, words):
    assert said_after("mode: enforce", f"{key}: enforce") == f"p.yaml:LINE: {words}"


# Files that cannot be read


def test_a_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(ProcessFileError) as caught:
        load_process(tmp_path / "none.yaml")
    assert str(caught.value) == f"{tmp_path}/none.yaml:1: cannot be read: No such file or directory"


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(ProcessFileError) as caught:
        load_process(tmp_path)
    assert str(caught.value) == f"{tmp_path}:1: cannot be read: Is a directory"


def test_problems_are_there_for_programs_too(tmp_path):
    path = tmp_path / "process.yaml"
    path.write_text("a: 1\nb: &x 2\n", encoding="utf-8")
    with pytest.raises(ProcessFileError) as caught:
        load_process(path)
    assert caught.value.file == str(path)
    assert caught.value.problems == ((2, "anchors (&) and aliases (*) are not allowed; write the value out"),)
