"""Execute notebooks, and on request keep what they show.

python notebooks/execute.py NOTEBOOK...            executes; fails where a cell does
python notebooks/execute.py --keep NOTEBOOK...     writes the outputs into the notebook, too
"""

import argparse
import base64
import hashlib
import io
import os
import re
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from PIL import Image

WIDEST, COLOURS = 800, 256
"""Pixels and colours of a figure that is kept; of fewer colours some scenarios would look alike."""
_FOLDER = re.compile(r"/(?:[\w.-]+/)*tmp\w+(?=/|\b)")
_BAR = re.compile(r"[^\n]*\r")


def code_of(notebook: Any) -> str:
    """A hash of all cells of code: outputs that were kept belong to it."""
    code = "\n\n".join(cell["source"] for cell in notebook.cells if cell["cell_type"] == "code")
    return hashlib.sha256(code.encode()).hexdigest()[:16]


def execute(path: Path, keep: bool) -> None:
    """Execute a notebook from top to bottom, and keep its outputs on request.

    Raises:
        nbclient.exceptions.CellExecutionError: A cell failed.
    """
    notebook = nbformat.read(path, as_version=4)
    resources = {"metadata": {"path": str(path.parent)}}
    NotebookClient(notebook, timeout=1200, resources=resources).execute()
    if not keep:
        return
    for cell in notebook.cells:
        cell["metadata"].pop("execution", None)
        if cell["cell_type"] == "code":
            cell["outputs"] = [small(output) for output in cell["outputs"]]
    notebook.metadata.pop("widgets", None)
    notebook.metadata["language_info"] = {"name": "python"}
    notebook.metadata["executed"] = code_of(notebook)
    nbformat.write(notebook, path)


def small(output: Any) -> Any:
    """An output without folders of this machine, progress drawn over, and large figures."""
    if "text" in output:
        output["text"] = plain(output["text"])
    data = output.get("data", {})
    for kind, value in data.items():
        if kind.startswith("text/"):
            data[kind] = plain(value)
    if "image/png" in data:
        data["image/png"] = small_figure(data["image/png"])
        data.pop("image/svg+xml", None)
    return output


def plain(text: str) -> str:
    """Text without temporary folders and without what a carriage return wiped out."""
    return _FOLDER.sub("…", _BAR.sub("", text.replace("\r\n", "\n")))


def small_figure(encoded: str) -> str:
    """A picture of fewer pixels and colours, in base 64."""
    with Image.open(io.BytesIO(base64.b64decode(encoded))) as read:
        picture = read.convert("RGB")
    if picture.width > WIDEST:
        size = (WIDEST, round(picture.height * WIDEST / picture.width))
        picture = picture.resize(size, Image.Resampling.LANCZOS)
    held = io.BytesIO()
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(held, "PNG", optimize=True)
    return base64.b64encode(held.getvalue()).decode()


def main() -> None:
    """Execute the notebooks of the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("notebooks", nargs="+", type=Path)
    parser.add_argument("--keep", action="store_true", help="write the outputs into the notebook")
    given = parser.parse_args()
    if given.keep:
        os.environ["COGOV_LANG"] = "en"
    for path in given.notebooks:
        execute(path, given.keep)
        print(path.name, flush=True)


if __name__ == "__main__":
    main()
