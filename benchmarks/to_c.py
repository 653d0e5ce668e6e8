"""Write ``benchmarks/diplomacy.c``: the compiled loop over runs, translated from the sources of the model.

The model is written once, in Python; the C file is a yardstick for the speed of the compiled engine. It is made
from the syntax trees of the same functions, so that it cannot fall behind: a test fails when it differs from what
``python benchmarks/to_c.py`` writes now.
"""

import sys
from pathlib import Path


def c_text() -> str:
    """The C file as it should be now."""
    import diplomacy_abm.policies  # noqa: F401  (before the phases, which import a module of it)
    from benchmarks.build import FLAGS
    from benchmarks.yardstick.program import c_file
    from diplomacy_abm.engine.compiled import span

    return c_file(span, FLAGS["exact"], FLAGS["fast"])


def main() -> int:
    """Write the file, or say in one line what cannot be translated."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    from benchmarks.build import SOURCE
    from benchmarks.yardstick.layout import YardstickError

    try:
        text = c_text()
    except YardstickError as error:
        print(f"Error: {error}", file=sys.stderr)
        return 1
    SOURCE.write_text(text, encoding="utf-8")
    print(f"{SOURCE.name}: {text.count(chr(10))} lines")
    return 0


if __name__ == "__main__":
    sys.exit(main())
