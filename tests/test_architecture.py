"""docs/architecture.md shows the real layers, packages and files, and the pages keep to its words."""

import ast
import re
import tomllib
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest

from tests.documents import EVERY, ROOT, Document, row

ARCHITECTURE = Document("docs/architecture.md")
#: The files of `app` that a reader of one event opens, in their order.
SIX_FILES = [
    "app/web/receiver.py",
    "app/web/inbox.py",
    "app/reconcile/ticket.py",
    "app/ticket/observe.py",
    "app/ticket/judge.py",
    "app/reconcile/act.py",
]


def part(heading: str) -> str:
    return ARCHITECTURE.text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def layers_of(container: str) -> list[str]:
    """The layers that import-linter holds, as the picture writes them."""
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    [layers] = [
        contract["layers"]
        for contract in config["tool"]["importlinter"]["contracts"]
        if contract.get("containers") == [container]
    ]
    return [", ".join(layer.split(" | ")) for layer in layers]


@pytest.mark.parametrize(("container", "letter"), [("app", "L"), ("rules", "R")])
def test_the_picture_of_the_layers_is_the_contract(container, letter):
    nodes = re.findall(rf'\b{letter}(\d+)\["([^"]+)"\]', part("Layers"))
    ordered = [names for _, names in sorted(nodes, key=lambda node: int(node[0]))]
    steps = [
        (int(above), int(below))
        for above, below in re.findall(rf"{letter}(\d+)(?:\[[^]]*\])? --> {letter}(\d+)", part("Layers"))
    ]

    assert ordered == layers_of(container)
    assert steps == [(number, number + 1) for number in range(1, len(ordered))]


def test_each_package_of_app_says_in_one_sentence_what_it_is_for_and_the_page_repeats_it():
    ARCHITECTURE.assert_table(
        "| Package of `app` | What it does |",
        [
            row(f"`{name}`", purpose_of(ROOT / "app" / name / "__init__.py"))
            for layer in layers_of("app")
            for name in layer.split(", ")
            if (ROOT / "app" / name / "__init__.py").exists()
        ],
    )


def purpose_of(package: Path) -> str:
    purpose = ast.get_docstring(ast.parse(package.read_text(encoding="utf-8")))

    assert purpose, f"{package} has no docstring"
    assert "\n" not in purpose, f"{package} needs more than one line"
    return purpose


def test_few_modules_stand_directly_in_app():
    assert len([path for path in (ROOT / "app").glob("*.py") if path.stem != "__init__"]) <= 5


@pytest.mark.parametrize("package", ["app", "clickup_client", "rules"])
def test_no_two_modules_of_a_package_are_a_letter_apart(package):
    """A reader would take one for the other."""
    folders = [path.parent for path in (ROOT / package).rglob("__init__.py")]
    pairs = [pair for folder in folders for pair in combinations(sorted(modules_in(folder)), 2)]

    assert [pair for pair in pairs if is_a_letter_apart(*pair)] == []


def modules_in(folder: Path) -> set[str]:
    inner = {path.parent.name for path in folder.glob("*/__init__.py")}
    return inner | {path.stem for path in folder.glob("*.py")}


def is_a_letter_apart(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    if len(short) == len(long):
        return sum(a != b for a, b in zip(short, long, strict=True)) == 1
    return short in {long[:place] + long[place + 1 :] for place in range(len(long))}


def test_the_reading_path_is_six_files():
    steps = re.findall(r"^\d\. `([^`]+)`", part("One event in six files"), re.MULTILINE)

    assert steps == SIX_FILES


def test_every_file_in_the_tree_of_the_source_exists():
    tree = next(block for kind, block in ARCHITECTURE.blocks if kind == "text" and block.startswith("rules/"))
    folder = ROOT
    for line in tree.splitlines():
        name, _, meaning = line.strip().partition("   ")
        if not line.startswith(" "):
            folder = inner = ROOT / name
        else:
            inner = folder / name
        assert inner.exists(), f"{name} does not exist in {folder.name}/"
        for mentioned in re.findall(r"\w+\.py", meaning):
            assert (inner / mentioned).exists(), f"{mentioned} is not in {name}"


LONGEST_MODULE = 250
#: Declarations that are read as one whole, however many there are.
WHOLE = {
    "app/messages/admin/probe.py",  # every question of the probe, with its answers
    "app/store/tables.py",  # the schema
}


def test_no_module_is_longer_than_a_person_reads_at_once():
    lines = {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8").count("\n")
        for package in ("app", "clickup_client", "rules")
        for path in (ROOT / package).rglob("*.py")
    }

    assert {name for name, count in lines.items() if count > LONGEST_MODULE} == WHOLE


#: Parts of sentences, which are tested in those sentences, and what is no sentence.
PARTS = {"BY_KEY", "CLIENT_EMAIL", "COMPANY", "HINTED", "Kind", "MOST_FILES", "MOST_FILE_BYTES"}
PARTS |= {"each_once", "stands_in_the_way"}


def test_each_sentence_has_a_test():
    """In the module that mirrors its own; there its text is written out."""
    missing = []
    for path in sorted((ROOT / "app/messages").rglob("[a-z]*.py")):
        inside = path.relative_to(ROOT / "app/messages")
        test = ROOT / "tests/app/messages" / inside.parent / f"test_{inside.name}"
        tested = set(re.findall(r"\w+", test.read_text(encoding="utf-8"))) if test.exists() else set()
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            match node:
                case ast.FunctionDef(name=name) | ast.Assign(targets=[ast.Name(id=name)]):
                    if not name.startswith("_") and name not in tested | PARTS:
                        missing.append(f"{inside}: {name}")

    assert missing == []


#: A whole sentence, or a line that introduces a list, of four words or more.
SENTENCE = re.compile(r"(?:^|(?<=[.?!:] )|(?<=\n))[A-Z](?:[^.?!:\n]|\.(?! |$))*[.?!:](?= |$|\n)")


def strings_of(path: Path) -> Iterator[str]:
    """The texts in a module, also the parts of those with values in them, but no docstring."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value


def perhaps_in(path: Path, sentences: set[str]) -> list[str]:
    """Those that its lines hold, where a text goes on in the next line; quicker than to read the module."""
    lines = re.sub(r"""["']\s*\n\s*f?["']""", "", path.read_text(encoding="utf-8"))
    return [sentence for sentence in sentences if sentence in lines]


def test_the_tests_of_flows_import_the_sentences_that_people_read():
    """So each is written out in one test alone, and a better word is a change at two places."""
    sentences = {
        sentence
        for path in (ROOT / "app/messages").rglob("*.py")
        for text in strings_of(path)
        for sentence in SENTENCE.findall(text)
        if sentence.count(" ") >= 3
    }
    assert len(sentences) > 200
    quoted = [
        f"{path.relative_to(ROOT)}: {sentence}"
        for path in sorted((ROOT / "tests").rglob("*.py"))
        if "messages" not in path.relative_to(ROOT).parts
        for sentence in perhaps_in(path, sentences)
        if any(sentence in text for text in strings_of(path))
    ]

    assert quoted == []


#: Where the glossary says what to write instead.  Its other words have a second, good meaning.
AVOIDED = ("anew", "somebody", "nobody", "whoever", "told of", "emptied")
#: Sentences of the program, which another test compares with the code.
QUOTED = {
    *Document("docs/operating.md").table_under("## Commands"),
    *Document("docs/settings.md").table_under("# Settings"),
}


def test_the_glossary_says_what_to_write_instead():
    avoided = " ".join(line.split(" | ")[1] for line in glossary())

    assert [words for words in AVOIDED if words not in avoided] == []


@pytest.mark.parametrize(
    "page", [page for page in EVERY if page.name != "docs/process-file.md"], ids=lambda page: page.name
)
def test_pages_are_written_in_the_words_of_the_glossary(page):
    """Except in backticks and quotations; docs/process-file.md is made from the models."""
    avoided = re.compile(rf"\b(?:{'|'.join(AVOIDED)})\b", re.IGNORECASE)
    own = (line for line in page.prose.splitlines() if line not in (*QUOTED, *glossary()))

    assert [
        line for line in own if not line.startswith("> ") and avoided.search(re.sub(r"`[^`]+`", "", line))
    ] == []


def test_comments_and_docstrings_are_written_in_the_words_of_the_glossary():
    """Except for names and values in quotes.  Migrations stay as they are."""
    avoided = re.compile(rf"(?<![\"'/])\b(?:{'|'.join(AVOIDED)})\b(?![\"'@])", re.IGNORECASE)
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for package in ("app", "clickup_client", "rules", "bench")
        for path in (ROOT / package).rglob("*.py")
        if path.parent.name != "versions"
        for line in path.read_text(encoding="utf-8").splitlines()
        if avoided.search(line)
    ]

    assert found == []


def glossary() -> list[str]:
    return ARCHITECTURE.table_under("| Write | Not |")
