"""Makes tables, and prints them as wide as the terminal, and wide enough to read in a file or pipe."""

from rich.console import Console
from rich.table import Table

#: Width in a file or a pipe. Rich would use 80 columns and fold every id and address.
WIDTH_WITHOUT_TERMINAL = 200


def table_of(*headings: str) -> Table:
    """A table without rows; a cell that is too long is folded."""
    table = Table()
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table


def print_table(table: Table) -> None:
    """Print a table whose cells hold plain text, not Rich markup."""
    console = Console()
    if not console.is_terminal:
        console = Console(width=max(console.width, WIDTH_WITHOUT_TERMINAL))
    console.print(table, markup=False)
