"""``python -m diplomacy_abm``: the command line."""

from diplomacy_abm.cli import main

if __name__ == "__main__":
    main(prog_name="python -m diplomacy_abm")
