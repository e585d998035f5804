"""How often the interpreter looks for rubbish that reference counts leave behind: circles of objects. We make few.

Its own measure is 700 new objects, after which it searches them, and every so often everything there is. A page makes
some thousand objects, a verification millions, hardly any in circles: the searches took a sixth of a page, two fifths
of an append of a hundred leaves and up to half of a verification.
"""

from __future__ import annotations

import gc

#: New objects before a search of the young ones, such searches before one of the older, and those before one of all.
SELDOM = 20_000, 20, 50


def seldom() -> None:
    """Search seldom from now on, and never again among what is loaded by now."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*SELDOM)
