"""README.md, CONTRIBUTING.md, SECURITY.md and docs, taken apart to compare them with the code."""

import os
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).parents[1]
#: Folders and files that using Stagegate makes.
MADE_BY_USE = (".venv", ".stagegate", "process.yaml", "process/process.yaml", ".python-version", ".env")
#: How a command of ours begins in the ways to install it that docs/install.md names.
_COMMAND = re.compile(
    r"""^(?:\w+=(?:"[^"]*"|\S*)\ )*  # variables of the environment
    (?:(?:\.venv/bin/)?stagegate|gate|(?:heroku\ run\ )?python\ -m\ app\.cli
        |docker\ compose\ run\ --rm\ (?:--user\ "[^"]*"\ )?ask)\ ([a-z-].*)""",
    re.VERBOSE,
)


def spans(text: str) -> list[str]:
    """Everything between backticks; two of them where there is one inside."""
    return [" ".join(span.split()) for _, span in re.findall(r"(?s)(`+)(.+?)\1(?!`)", text)]


def row(*cells: str) -> str:
    """A row of a table."""
    return f"| {' | '.join(cells)} |"


@dataclass(frozen=True)
class Document:
    """One page, `name` counted from the top of the project."""

    name: str

    @property
    def path(self) -> Path:
        return ROOT / self.name

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def blocks(self) -> list[tuple[str, str]]:
        """Blocks of code: their language and their text, without the indentation of a list."""
        found = re.findall(r"^( *)```(\w+)\n(.*?)^\1```$", self.text, re.DOTALL | re.MULTILINE)
        return [(kind, re.sub(rf"^{indent}", "", block, flags=re.MULTILINE)) for indent, kind, block in found]

    @cached_property
    def prose(self) -> str:
        return re.sub(r"^ *```.*?^ *```$", "", self.text, flags=re.DOTALL | re.MULTILINE)

    @cached_property
    def code_spans(self) -> list[str]:
        return spans(self.prose)

    @cached_property
    def typed(self) -> list[str]:
        """What is typed at a prompt, with lines that go on joined, and without remarks."""
        return [
            line.removeprefix("$ ").partition(" # ")[0].strip()
            for kind, block in self.blocks
            if kind == "console"
            for line in block.replace("\\\n", " ").splitlines()
            if line.startswith("$ ")
        ]

    @property
    def commands(self) -> list[str]:
        """Every command of ours in a code span or typed at a prompt, without the word that starts it."""
        found = (_COMMAND.search(each) for each in (*self.code_spans, *self.typed))
        return sorted({match[1] for match in found if match})

    @property
    def make_targets(self) -> list[str]:
        lines = (*self.code_spans, *self.typed)
        return sorted(
            {target for line in lines for target in re.findall(r"^make ([a-z-]+)(?: \w+=\S+)*$", line)}
        )

    @property
    def paths(self) -> list[str]:
        """Code spans that are paths within the project, and the requirements that are installed."""
        found = {span for span in self.code_spans if re.fullmatch(r"[a-z.][\w.]*(/[\w.]*)+", span)}
        found |= {span for span in self.code_spans if re.fullmatch(r"\w*\.?\w+\.(py|yaml|txt|toml)", span)}
        found |= {word for line in self.typed for word in line.split() if word.endswith(".txt")}
        return sorted(path for path in found if not path.startswith(MADE_BY_USE))

    def table_under(self, line: str) -> list[str]:
        """The rows of the first table after a line, without its head."""
        _, _, rest = f"\n{self.text}".partition(f"\n{line}\n")
        assert rest, f"{self.name} has no line {line!r}"
        lines = rest.splitlines()
        start = next(number for number, each in enumerate(lines) if each.startswith("|---"))
        end = next(
            (number for number, each in enumerate(lines) if number > start and not each.startswith("|")),
            len(lines),
        )
        return lines[start + 1 : end]

    def assert_table(self, line: str, rows: list[str]) -> None:
        """Compare a table with what it must be, and show what to paste.  `make docs` writes it instead."""
        is_right = self.table_under(line) == rows
        if not is_right and os.environ.get("DOCS") == "write":
            return self._write_table(line, rows)
        paste = "\n".join(rows)
        assert is_right, f"The table under {line!r} in {self.name} must be as here (`make docs`):\n{paste}"
        return None

    def _write_table(self, line: str, rows: list[str]) -> None:
        text = self.path.read_text(encoding="utf-8")  # another test may just have written another table
        above, heading, rest = f"\n{text}".partition(f"\n{line}\n")
        old = "\n".join(self.table_under(line))
        new = above + heading + rest.replace(old, "\n".join(rows), 1)
        self.path.write_text(new.removeprefix("\n"), encoding="utf-8")

    @property
    def links(self) -> list[str]:
        """Links to places within the project, as they are written."""
        return sorted(set(re.findall(r"\]\((?!http)([^)]+)\)", self.prose)))

    @cached_property
    def anchors(self) -> frozenset[str]:
        headings = re.findall(r"^#+ (.+)$", self.prose, re.MULTILINE)
        return frozenset(re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings)

    @property
    def names_of_code(self) -> list[str]:
        return sorted(
            {span for span in self.code_spans if re.fullmatch(r"(app|rules|clickup_client)(\.\w+)+", span)}
        )

    @property
    def variables(self) -> set[str]:
        return set(re.findall(r"\b(?:STAGEGATE_\w+|DATABASE_URL)\b", self.text)) - {"STAGEGATE_"}

    @property
    def metrics(self) -> set[str]:
        return set(re.findall(r"\bstagegate_\w+", self.text))


README = Document("README.md")
DOCS = [Document(f"docs/{path.name}") for path in sorted((ROOT / "docs").glob("*.md"))]
CONTRIBUTING = Document("CONTRIBUTING.md")
SECURITY = Document("SECURITY.md")
EVERY = [README, CONTRIBUTING, SECURITY, *DOCS]
