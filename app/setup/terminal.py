"""Asks on a terminal: arrow keys and Enter."""

import questionary

from app.setup.choosing import Question

#: With at least this many options, the user can type to filter them.
SEARCHABLE = 9


class Terminal:
    """A person at a terminal.  Ctrl-C raises KeyboardInterrupt."""

    is_there = True

    def choose(self, question: Question) -> str | None:
        """Let the person pick one."""
        options = [questionary.Choice(title=option.label, value=option.value) for option in question.options]
        if question.skip is not None:
            options.append(questionary.Choice(title=f"None of these: {question.skip}", value=""))
        searchable = len(options) >= SEARCHABLE
        chosen: str = questionary.select(
            question.about,
            choices=options,
            use_search_filter=searchable,
            use_jk_keys=not searchable,
        ).unsafe_ask()
        return chosen or None

    def confirm(self, about: str, *, default: bool = True) -> bool:
        """Yes or no."""
        return bool(questionary.confirm(about, default=default).unsafe_ask())

    def ask(self, about: str, *, flag: str, is_secret: bool = False, default: str = "") -> str:
        """Ask for a text; a secret is shown as stars."""
        del flag
        asked = questionary.password(about) if is_secret else questionary.text(about, default=default)
        return str(asked.unsafe_ask()).strip()
