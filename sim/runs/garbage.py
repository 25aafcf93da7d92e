"""How often this program looks for objects that nobody needs any more."""

import atexit
import gc

_YOUNG_OBJECTS = 50_000


def collect_seldom() -> None:
    """Look for unneeded objects seldom, and not at all when the process ends.

    For processes that are this program's own. Importing makes some hundred thousand objects that
    all stay, and looking through them again and again takes a sixth of the time; months make few.
    """
    _, *older = gc.get_threshold()
    gc.set_threshold(_YOUNG_OBJECTS, *older)
    atexit.register(gc.freeze)
