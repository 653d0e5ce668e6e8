"""A laboratory for mediated diplomacy in a war that goes on.

Importing the package loads nothing heavy: the public names, which ``__init__.pyi`` lists with their homes, are resolved
when they are first used.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
__version__ = "0.1.0"
