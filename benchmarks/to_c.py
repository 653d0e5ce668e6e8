"""Print the model in C: the compiled loop over runs, translated from the sources of the model.

The model is written once, in Python; ``python benchmarks/to_c.py > diplomacy.c`` is a yardstick for the speed of the
compiled engine. It is made from the syntax trees of the same functions whenever it is wanted, so that it cannot fall
behind, and no copy of it is kept.
"""

import sys
from pathlib import Path


def c_text() -> str:
    """The C file as it is now."""
    import diplomacy_abm.policies  # noqa: F401  (before the phases, which import a module of it)
    from benchmarks.build import FLAGS
    from benchmarks.yardstick.program import c_file
    from diplomacy_abm.engine.compiled import span

    return c_file(span, FLAGS["exact"], FLAGS["fast"])


def main() -> int:
    """Print the file, or say in one line what cannot be translated."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    from benchmarks.yardstick.layout import YardstickError

    try:
        print(c_text(), end="")
    except YardstickError as error:
        print(f"Error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
