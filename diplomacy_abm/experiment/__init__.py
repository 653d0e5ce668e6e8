"""Designs, and what plays them: from one file to a store of runs."""
