"""``python -m healthapp``."""

from healthapp.cli import main

main(prog_name="healthapp")
