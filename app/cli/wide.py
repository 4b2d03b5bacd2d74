"""Tables of the commands: as wide as the terminal, and wide enough to be read where there is none."""

from rich.console import Console
from rich.table import Table

#: In a file or a pipe nobody counts columns; Rich would take 80, and fold every id and address.
WIDTH_WITHOUT_TERMINAL = 200


def print_table(table: Table) -> None:
    """Print a table whose cells are anybody's text."""
    console = Console()
    if not console.is_terminal:
        console = Console(width=max(console.width, WIDTH_WITHOUT_TERMINAL))
    console.print(table, markup=False)
