"""The engines: one set of rules and phases, driven plain or compiled."""
