"""The texts on a ticket that a client's report became."""

from collections.abc import Sequence

from clickup_client.comment import Comment, bold, bullet, line, text

#: What these answers are called in a description.
CLIENT_EMAIL = "Client's e-mail"
COMPANY = "Company"


def description(said: str, rest: Sequence[tuple[str, str]], *, source: str, reference: str) -> str:
    """The ticket's description: the client's words, the answers without a field, and the source."""
    parts = [said.strip(), "\n".join(f"{name}: {value}" for name, value in rest)]
    parts.append(f"Reported through {_way(source)}. The client's reference: {reference}")
    return "\n\n".join(filter(None, parts))


def unknown_company(name: str) -> str:
    """The company could not be linked."""
    return f"{name} (no company in ClickUp has this name, so none is linked)"


def file_refused(name: str, reason: str) -> Comment:
    """ClickUp did not accept a file that the client sent."""
    return (
        text("The client sent the file ")
        + bold(name)
        + text(
            f", but ClickUp did not accept it: {reason.rstrip('.')}. "
            "Please ask the client to send it another way."
        )
        + line()
    )


def sent_on(process: str, rest: Sequence[tuple[str, str]]) -> Comment:
    """A form created the ticket in the wrong list; `rest` are the values without a field in the right one."""
    comment = text("A form created this ticket in ") + bold(process)
    comment += (
        text(", but that process does not handle its category. I moved it here, where it belongs.") + line()
    )
    if not rest:
        return comment
    comment += line() + bold("This list has no field for:") + line()
    for name, value in rest:
        comment += text(f"{name}: {value}") + bullet()
    return comment


def _way(source: str) -> str:
    kind, _, name = source.partition(":")
    return f'the form "{name}"' if kind == "form" else f'"{name}"'
