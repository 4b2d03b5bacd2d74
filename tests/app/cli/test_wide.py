"""Tables of the commands in a file or a pipe."""

from rich.table import Table

from app.cli.wide import print_table


def test_without_a_terminal_no_address_is_folded(capsys, monkeypatch):
    monkeypatch.delenv("COLUMNS", raising=False)
    address = "https://bot.example.com/webhooks/clickup?rotation=1"
    table = Table("Webhook", "Delivers to")
    table.add_row("07f5da76-6073-483d-a8f4-32f3d9b71432", address)

    print_table(table)

    assert address in capsys.readouterr().out


def test_what_looks_like_markup_is_printed_as_it_is(capsys):
    table = Table("Error")
    table.add_row("[bold]no field [red]named[/] so")

    print_table(table)

    assert "[bold]no field [red]named[/] so" in capsys.readouterr().out
