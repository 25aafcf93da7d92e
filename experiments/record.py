"""Keep what a study found: its tables, figures in both languages, sentences, and how it was made.

    python -m experiments.record results/search experiments/search

Copies nothing of the runs, but the tables as they are and the manifest, so that `cogov report` and
the page open a record like any other results. What the numbers rest on - the command, seeds, size,
versions, time - is read from the manifest; how sure they are is said by the sentences of the study
itself.
"""

import argparse
import json
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sim.api.results import open_results
from sim.report.answers import Answer, write_answer
from sim.report.figures.look import save_figure
from sim.runs import files
from sim.runs.options import LANGUAGES
from sim.scenario.explain import seeds_text
from sim.scenario.yamlfile import parse_yaml
from sim.studies.analysis import Analysis
from sim.sweeps.kinds import commands
from sim.sweeps.store import INNER
from sim.sweeps.trials import PLAN

_DESCRIBED = {".csv", ".json", ".svg", ".png"}
"""What a kind of results is called where that is another word."""


def record(source: Path, target: Path, notes: Sequence[str] = ()) -> list[Path]:
    """Write the record of a study.

    Args:
        source: The folder of its results.
        target: Where the record goes; what an earlier record left there is replaced.
        notes: What else a reader should know of how it was made.

    Returns:
        What was written.
    """
    found = open_results(source)
    if not isinstance(found, Analysis):
        raise SystemExit(f"{source} holds no study")
    files.create_folder(target)
    written = []
    with files.writing(target):
        for table in found.tables:
            path = target / f"{table}.csv"
            shutil.copyfile(source / path.name, path)
            written.append(path)
        drawn = []
        for language in LANGUAGES:
            inner = "" if language == "en" else f".{language}"
            for name, figure in found.figures(language).items():
                path = target / f"{name}{inner}.svg"
                save_figure(figure, [path])
                written.append(path)
                drawn += [path.name] if language == "en" else []
        sentences = {language: found.sentences(language) for language in LANGUAGES}
        tables = tuple(f"{name}.csv" for name, frame in found.tables.items() if len(frame))
        answer = Answer(found.kind, sentences, tables, tuple(drawn))
        written.append(write_answer(target, found.kind, answer))
        written.append(describe(target, found.manifest))
        readme = target / "README.md"
        files.write_text(readme, _readme(found, source, written, notes))
        written.append(readme)
    return written


def describe(target: Path, manifest: Mapping[str, Any]) -> Path:
    """Write the manifest of a study into its record, with the files that the record holds.

    Args:
        target: The folder of the record.
        manifest: The manifest of the study.

    Returns:
        The file written.
    """
    held = {
        path.name: {"bytes": path.stat().st_size, "sha256": files.digest(path)}
        for path in sorted(target.iterdir())
        if path.suffix in _DESCRIBED and path.name != files.MANIFEST
    }
    path = target / files.MANIFEST
    files.write_text(path, json.dumps({**manifest, "files": held}, indent=1, ensure_ascii=False))
    return path


def _readme(found: Analysis, source: Path, written: Sequence[Path], notes: Sequence[str]) -> str:
    """What was asked, found, and how it was made."""
    manifest = found.manifest
    study = _study(manifest, source)
    kind = found.kind
    name = Path(str(study.get("file", kind))).stem
    figures = [path.name for path in written if path.suffix == ".svg" and ".zh." not in path.name]
    lines = [
        f"# {kind.capitalize()}: {name}",
        "",
        *([str(study["summary"]), ""] if study.get("summary") else []),
        *(f"![{figure}]({figure})" for figure in figures),
        "",
        "## What was found",
        "",
        *(f"- {text}" for text in found.sentences("en")),
        "",
        *(f"- {text}" for text in found.sentences("zh")),
        "",
        "## How it was made",
        "",
        *(f"- {text}" for text in [*_made(manifest, kind, source), *notes]),
        "",
    ]
    return "\n".join(lines)


def _study(manifest: Mapping[str, Any], source: Path) -> Mapping[str, Any]:
    """The file that was run, and its summary."""
    plan = source / PLAN
    if "study" in manifest or not plan.is_file():
        found: Mapping[str, Any] = manifest.get("study", {})
        return found
    kept = json.loads(plan.read_bytes())
    document = parse_yaml(kept["text"], kept["file"], [])
    summary = document.data.get("summary", "") if document is not None else ""
    return {"file": kept["file"], "summary": summary}


def _made(manifest: Mapping[str, Any], kind: str, source: Path) -> list[str]:
    """Command, size, time and versions."""
    about, timings = manifest["about"], manifest["timings"]
    command = {"search": "search", "sensitivity": "sensitivity", "discovery": "discover"}.get(
        kind, commands().get(kind, kind)
    )
    file = _study(manifest, source).get("file") or f"experiments/{kind}.yaml"
    hours = timings["seconds"] / 3600
    return [
        f"Made with `cogov {command} {Path(str(file)).stem}`, seeds "
        f"{seeds_text(tuple(manifest['seeds']))}, {_size(about, source)}.",
        f"It took {hours:.1f} hours beside other work on a machine with "
        f"{manifest['platform']['processors']} processors (Python "
        f"{manifest['platform']['python']}, NumPy {manifest['packages']['numpy']}).",
        f"Code {manifest['hashes']['code'][:12]}, scenarios "
        + ", ".join(f"{name} {one[:12]}" for name, one in manifest["hashes"]["scenarios"].items())
        + ". The runs are not kept here; the same command makes them again, to the bit.",
        *([f"Levels are means of the last {about['window']} months."] if "window" in about else []),
        "Intervals are of the seeds or of the design, as the captions say; that ranges and "
        "thresholds are assumed is part of what the numbers mean.",
    ]


def _size(about: Mapping[str, Any], source: Path) -> str:
    """How much was run."""
    if "kept" in about:
        again = about["kept"] * about["members"]
        return (
            f"{about['trials']:,} settings on {about['seeds']} seeds each, and {about['kept']} of "
            f"them under {about['members']} sets of parameters ({again:,} more)"
        )
    if (source / INNER).is_dir():
        from sim.sweeps.store import SweepResults

        runs = SweepResults(source / INNER).runs
        residents = int(runs["residents"].median())
        return f"{len(runs):,} runs of {residents:,} residents"
    if "sets" in about:
        sets = about["sets"]["sets"] if isinstance(about["sets"], Mapping) else about["sets"]
        return f"scale {about['scale']:g}, {sets} plausible sets of parameters"
    return f"{about.get('points', about.get('factors'))} points or factors"


def main(arguments: Sequence[str] | None = None) -> int:
    """Write a record, and say what it holds."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source", type=Path, help="Folder of the results.")
    parser.add_argument("target", type=Path, help="Folder of the record.")
    parser.add_argument("--note", action="append", default=[], help="More for the README.")
    given = parser.parse_args(arguments)
    for path in record(given.source, given.target, given.note):
        print(f"{path}  {path.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
