"""`python -m app.cli`: how one of our processes starts another."""

from app.cli import main

main(prog_name="stagegate")
