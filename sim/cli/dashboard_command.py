"""The command that serves the page: dashboard."""

from pathlib import Path
from typing import Annotated

import typer


def dashboard(
    folder: Annotated[
        Path | None,
        typer.Argument(
            help="Results to look at and scenarios to run: a folder that a command "
            "wrote, or one that holds such folders. The page reads no other.",
            show_default="none",
        ),
    ] = None,
    host: Annotated[
        str, typer.Option("--host", help="Address to listen on; 0.0.0.0 lets others in.")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", help="Port to listen on; 0 takes a free one.")
    ] = 8765,
    lang: Annotated[
        str, typer.Option("--lang", help="Language that the page begins with: en or zh.")
    ] = "en",
) -> None:
    """Serve a page: a live town with sliders, and results to look at."""
    from sim.dashboard.server import serve

    serve(folder, host=host, port=port, language=lang)
