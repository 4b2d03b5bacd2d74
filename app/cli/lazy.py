"""Commands are imported only when called, so `stagegate --help` is quick."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

from app.cli.explained import explained


class LazyGroup(click.Group):
    """
    A command group without imports.

    Args:
        commands_at: Maps each name to (module:attribute, help line).
        services: The commands that run until they are stopped.
    """

    def __init__(
        self,
        *args: Any,
        commands_at: Mapping[str, tuple[str, str]],
        services: frozenset[str] = frozenset(),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._commands_at = commands_at
        self._services = services

    def invoke(self, ctx: click.Context) -> Any:
        """Call the command; an error ends it with a sentence."""
        with explained(is_service=lambda: ctx.invoked_subcommand in self._services):
            return super().invoke(ctx)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands, in the order of `commands_at`."""
        return [*self._commands_at, *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command's module; None if there is no such command."""
        if cmd_name not in self._commands_at:
            return super().get_command(ctx, cmd_name)
        module, _, attribute = self._commands_at[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    @property
    def help_lines(self) -> dict[str, str]:
        """One line of help for each command."""
        return {name: line for name, (_, line) in self._commands_at.items()}

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(self.help_lines.items()))
