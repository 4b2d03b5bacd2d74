"""What stands on the ticket of a client's report, beside what its fields hold."""

from collections.abc import Sequence

from clickup_client.comment import Comment, bold, bullet, line, text


def description(said: str, rest: Sequence[tuple[str, str]], *, source: str, reference: str) -> str:
    """The ticket's description: the client's own, what no field took, and where it comes from."""
    parts = [said.strip(), "\n".join(f"{name}: {value}" for name, value in rest)]
    parts.append(f"Reported through {_way(source)}. The client's reference: {reference}")
    return "\n\n".join(filter(None, parts))


def unknown_company(name: str) -> str:
    """A company that could not be linked."""
    return f"{name} (there is no company of this name in ClickUp, so none is linked)"


def file_refused(name: str, reason: str) -> Comment:
    """ClickUp did not take a file that the client sent."""
    return (
        text("The client sent the file ")
        + bold(name)
        + text(
            f", but ClickUp did not take it: {reason.rstrip('.')}. Please ask the client for it another way."
        )
        + line()
    )


def sent_on(process: str, rest: Sequence[tuple[str, str]]) -> Comment:
    """A Form made it in the wrong list; `rest` is what the right one has no field for."""
    comment = text("A form made this ticket in ") + bold(process)
    comment += (
        text(", but its category is not one of that process. I moved it here, where it belongs.") + line()
    )
    if not rest:
        return comment
    comment += line() + bold("What this list has no field for:") + line()
    for name, value in rest:
        comment += text(f"{name}: {value}") + bullet()
    return comment


def _way(source: str) -> str:
    kind, _, name = source.partition(":")
    return f'the form "{name}"' if kind == "form" else f'"{name}"'
