"""Remake results/two-tracks: play the designs, write the tables and the figures."""

from pathlib import Path

from diplomacy_abm.report import remake

if __name__ == "__main__":
    remake(Path(__file__).parent)
