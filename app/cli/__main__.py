"""`python -m app.cli`: how one Stagegate process starts another."""

from app.cli import main

main(prog_name="stagegate")
