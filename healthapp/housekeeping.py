"""How the interpreter keeps house with memory: how seldom it looks for rubbish, and in how many heaps it stores."""

from __future__ import annotations

import ctypes
import gc

#: New objects before a search of the young ones, such searches before one of the older, and those before one of all.
SELDOM = 20_000, 20, 50
#: ``M_ARENA_MAX`` of glibc's ``mallopt(3)``.
ARENA_MAX = -8


def seldom() -> None:
    """Look seldom from now on for circles of objects, which reference counts leave behind, and never in what is loaded.

    The interpreter's own measure is 700 new objects, after which it searches them, and every so often everything there
    is. A page makes some thousand objects, a verification millions, hardly any in circles: the searches took a sixth of
    a page, two fifths of an append of a hundred leaves and up to half of a verification.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*SELDOM)


def one_heap() -> None:
    """Let all threads of this process and of its children take memory from one heap. Call before the first thread.

    glibc gives each thread a heap of its own, and what one leaves free in it no other can use: 10 MB of a worker of
    four threads. They take turns at the interpreter anyway. A C library that knows no such option goes on as it does.
    """
    choose = getattr(ctypes.CDLL(None), "mallopt", None)
    if choose is not None:
        choose(ARENA_MAX, 1)
