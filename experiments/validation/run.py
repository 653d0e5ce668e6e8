"""Remake docs/validation.md and results/validation: ``diplomacy-abm validate --write``, with what is added here."""

import os
import sys
from pathlib import Path

from diplomacy_abm.cli import main

if __name__ == "__main__":
    os.chdir(Path(__file__).parents[2])
    main(["validate", "--write", *sys.argv[1:]])
