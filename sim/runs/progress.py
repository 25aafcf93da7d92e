"""What is being done, on the error stream of a terminal and nowhere else."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sim.words.setting import spoken


@contextmanager
def progress_bar(title: str, total: int, wanted: bool = True) -> Iterator[Callable[[int], None]]:
    """Show a bar for work of so many months.

    Yields:
        What to call with the number of months done so far.
    """
    from rich.console import Console

    console = Console(stderr=True)
    if not wanted or not console.is_terminal:
        yield lambda _: None
        return
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn
    from rich.progress import TimeRemainingColumn as TimeLeft

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeLeft(),
        TextColumn(spoken()("progress.left")),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(title, total=total)
        yield lambda done: bar.update(task, completed=done)


@contextmanager
def doing(what: str, wanted: bool = True) -> Iterator[None]:
    """Show what is being done and for how long, where nobody knows how long it takes.

    Args:
        what: What is going on.
        wanted: False to show nothing at all.
    """
    from rich.console import Console

    console = Console(stderr=True)
    if not wanted or not console.is_terminal:
        yield
        return
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as line:
        line.add_task(what, total=None)
        yield
