"""A town made of tables, as ``cogov town`` makes it."""

from collections.abc import Sequence
from pathlib import Path

from sim.errors import OptionError
from sim.runs.options import check_choice
from sim.tables.town import Made, written_town
from sim.words import LANGUAGES, Speech


def make_town(
    name: str,
    files: str | Path | Sequence[str | Path],
    *,
    mark: str = "official",
    folder: str | Path = ".",
    language: str = "en",
) -> Made:
    """Write ``NAME.yaml``, a town made of tables that people have.

    Args:
        name: Name of the town, which is that of its file.
        files: Tables (CSV, Excel, pasted text) and, where there are, outlines (GeoJSON).
        mark: How their numbers are known: ``official``, ``survey`` or ``case``; a column of a
            table that says so (依据) comes first.
        folder: Where to write.
        language: Language of the comments and messages, ``en`` or ``zh``.

    Returns:
        Path of the file, the town, and how the tables were read.

    Raises:
        ScenarioError: With every problem of the tables, up to forty; nothing is written.
        OptionError: An option is not valid, or an extra is missing.
    """
    if wrong := check_choice("language", language, LANGUAGES):
        raise OptionError(wrong)
    several = [files] if isinstance(files, str | Path) else files
    return written_town(name, several, mark=mark, speech=Speech(language), folder=Path(folder))
