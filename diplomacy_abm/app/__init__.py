"""The page on which a run is watched and played, live or from one file.

``recorder`` plays a run and leaves a frame of each week, ``document`` packs frames for the replay file, ``server``
serves the live page, ``session`` is what one tab can do, ``rooms`` are games that people share, ``static/`` is the
page itself: plain JavaScript, the same files for both uses.
"""
