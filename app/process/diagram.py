"""A process as a Mermaid flowchart: its stages with what they require, and every move that is in order."""

from collections.abc import Iterator

from rules.gate.order import is_in_order
from rules.process.process import Process
from rules.process.stage import Requirement, Stage


def diagram(process: Process) -> str:
    """
    The flowchart's text.  Source of the syntax: https://mermaid.js.org/syntax/flowchart.html

    A thick arrow is the way forward, a dotted one goes back; hexagons are closed stages.
    """
    return "\n".join(("flowchart TD", *_nodes(process), *_arrows(process))) + "\n"


def requirement_in_words(requirement: Requirement) -> str:
    """A requirement as a line: what is needed, and when or how."""
    remarks = [
        *([requirement.is_] if requirement.is_ != "filled" else []),
        *(["when de-escalating"] if requirement.when == "de-escalating" else []),
        *(["written again"] if requirement.fresh else []),
    ]
    return requirement.datum + (f" ({', '.join(remarks)})" if remarks else "")


def _nodes(process: Process) -> Iterator[str]:
    for number, stage in enumerate(process.stages):
        lines = [f"<b>{_text(stage.label)}</b>", *([_text(stage.owner)] if stage.owner else [])]
        lines += [f"• {_text(requirement_in_words(each))}" for each in stage.requires]
        opening, closing = ("{{", "}}") if stage.closed else ("[", "]")
        yield f'    s{number}{opening}"{"<br>".join(lines)}"{closing}'


def _arrows(process: Process) -> Iterator[str]:
    for origin in process.stages:
        for target in process.stages:
            if origin != target and is_in_order(process, origin, target):
                start, end = process.position(origin), process.position(target)
                yield f"    s{start} {_arrow(process, origin, target)} s{end}"


def _arrow(process: Process, origin: Stage, target: Stage) -> str:
    if process.position(origin) > process.position(target):
        return "-.->"
    return "-->" if target.closed == "unresolved" else "==>"


def _text(text: str) -> str:
    """Without what Mermaid or a browser would read as markup."""
    for sign, code in (("#", "#35;"), ('"', "#quot;"), ("<", "#lt;"), (">", "#gt;"), ("`", "#96;")):
        text = text.replace(sign, code)
    return text
