"""When this program looks for objects that nobody needs any more."""

import atexit
import gc
import sys

_YOUNG_OBJECTS = 50_000
_state = {"seldom": False, "frozen": False}


def collect_seldom() -> None:
    """Look for unneeded objects seldom, and not at all when the process ends.

    For processes that are this program's own. Importing makes some hundred thousand objects that
    all stay, and looking through them again and again takes a sixth of the time.
    """
    _, *older = gc.get_threshold()
    gc.set_threshold(_YOUNG_OBJECTS, *older)
    atexit.register(_leave)
    _state["seldom"] = True


def _leave() -> None:
    """Skip the last look for unneeded objects, unless somebody counts what is left over.

    DuckDB complains of all that is still there when the process ends.
    """
    if "duckdb" in sys.modules:
        gc.unfreeze()
    else:
        gc.freeze()


def clear_up() -> None:
    """Let go of what a piece of work left: models know themselves, and are large.

    Only where `collect_seldom` was called. What is there after the first piece of work stays to
    the end, and is not looked through again.
    """
    if not _state["seldom"]:
        return
    gc.collect()
    if not _state["frozen"]:
        gc.freeze()
        _state["frozen"] = True
