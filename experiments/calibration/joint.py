"""Remake the joint samples: posterior and stated ranges for Ukraine, stated ranges alone for wars without a record.

Plays nothing and takes a second. Run it after `run.py`, and whenever a parameter, its range, or ranges.toml changes.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
DATA = ROOT / "diplomacy_abm" / "calibration" / "data"


def main() -> None:
    """Write the sample."""
    from diplomacy_abm.calibration.joint import DIGITS, joint_sample
    from diplomacy_abm.results.parts import write_aside
    from diplomacy_abm.scenario.sample import read_draws

    fitted = read_draws("ukraine-2022-2025")
    table = joint_sample(fitted)
    head = (
        "# Joint sample for Ukraine: made by `python experiments/calibration/joint.py`; do not edit\n"
        f"# estimated on the record of 2022-25 (experiments/calibration): {', '.join(fitted)}\n"
        "# all others: ranges of docs/parameters.md and diplomacy_abm/calibration/ranges.toml\n"
    )
    text = table.to_csv(index=False, float_format=f"%.{DIGITS}g", lineterminator="\n")
    write_aside(DATA / "ukraine.csv", (head + text).encode())
    text = joint_sample().to_csv(index=False, float_format=f"%.{DIGITS}g", lineterminator="\n")
    head = (
        "# Stated ranges of all parameters: made by `python experiments/calibration/joint.py`; do not edit\n"
        "# nothing is estimated: docs/parameters.md and diplomacy_abm/calibration/ranges.toml\n"
    )
    write_aside(DATA / "stated.csv", (head + text).encode())


if __name__ == "__main__":
    main()
