"""A small translator from the domain functions to C; see ``benchmarks/to_c.py``."""
