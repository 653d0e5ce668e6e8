"""What the world hands in: texts made fit to show, files of ours read through one gate, numbers as libraries give them.

Nothing here knows the model. Whatever did not come from this package passes through here before it is used or shown.
"""
