"""Packages that only some commands need, and the line that installs them.

Nothing heavy is imported here, so that a command without its extra says so at once.
"""

from importlib.util import find_spec
from pathlib import Path

from sim.errors import OptionError, Problem

EXTRAS = {
    "analysis": ("SALib", "ema_workbench", "optuna"),
    "dashboard": ("solara", "uvicorn"),
    "dask": ("distributed",),
    "report": ("docx", "weasyprint"),
    "slurm": ("dask_jobqueue", "distributed"),
    "tables": ("openpyxl", "pypinyin"),
}
"""The modules that tell whether an extra is installed."""


def need(extra: str, what: str) -> None:
    """Make sure that the packages of an extra are installed.

    Raises:
        OptionError: One is not.
    """
    if not all(find_spec(name) for name in EXTRAS[extra]):
        raise OptionError(Problem(f"{what} needs the extra {extra!r}", hint=how_to_install(extra)))


def need_cluster(scheduler: str | None, cluster: str | None) -> None:
    """Make sure that the packages are installed which a cluster of Dask takes, if one is asked for.

    Raises:
        OptionError: They are not.
    """
    if cluster in ("local", "slurm"):
        need("slurm" if cluster == "slurm" else "dask", f"--cluster {cluster}")
    if scheduler is not None:
        need("dask", "--scheduler")


def how_to_install(extra: str) -> str:
    """Write the line that installs an extra: in a checkout into its environment."""
    if (Path(__file__).parents[1] / "pyproject.toml").exists():
        return f"python -m uv sync --inexact --extra {extra}"
    return f"python -m pip install 'cogov[{extra}]'"
