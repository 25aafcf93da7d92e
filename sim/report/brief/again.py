"""How to reproduce: the command, versions, seeds, hashes, and the check of the common past."""

import shlex
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sim.declarations.channels import CHANNELS
from sim.declarations.metrics import HEADLINE
from sim.report.brief.material import Bullets, Code, Details, Material, Table, Text
from sim.report.brief.words import in_a_row, tell
from sim.report.phrases import past_text
from sim.runs.files import PROGRAM
from sim.scenario.explain import seeds_text

COMMANDS = {
    "attribution": "attribute",
    "calibration": "calibrate",
    "discovery": "discover",
    "pareto": "search",
    "validation": "validate",
}
"""Commands that are not called as what they leave."""
OF_PAIRS = ("attribution", "why")
"""Kinds of analyses that are asked with a scenario and a baseline, the others with a file."""


def again_blocks(material: Material, language: str) -> list[Any]:
    """The section of how to reproduce."""
    manifest = material.manifest
    files = dict.fromkeys(
        file for name in material.design.scenarios for file in material.scenarios[name]["chain"]
    )
    blocks: list[Any] = [
        Text(tell(language, "again_lead")),
        Code(command_of(material)),
        Text(tell(language, "again_files", files=in_a_row([*files], language))),
    ]
    seeds = seeds_text(material.design.seeds)
    if "timings" in manifest:
        timings = manifest["timings"]
        blocks.append(
            Text(
                tell(
                    language,
                    "again_when",
                    started=timings["started"],
                    seconds=timings["seconds"],
                    seeds=seeds,
                )
            )
        )
    else:
        blocks.append(Text(tell(language, "again_seeds", seeds=seeds)))
    checks = []
    for one in material.common_past:
        first, second = (material.label(name, language) for name in (one.first, one.second))
        checks.append(past_text(replace(one, first=first, second=second), language))
    if checks:
        blocks.append(Bullets(checks))
    return [*blocks, Details(tell(language, "versions"), [_versions(manifest, language)])]


def command_of(material: Material) -> str:
    """The command line that makes these results, without the folder that they go to."""
    kind = material.manifest["kind"]
    if kind in ("run", "compare"):
        return _command_of_runs(material)
    options = material.manifest["options"]
    words = [PROGRAM, COMMANDS.get(kind, kind)]
    if kind in OF_PAIRS:
        words += _pair(material)
    elif material.swept is not None:
        words.append(_file_named(material.swept.experiment["file"]))
    elif material.explained is not None:
        words.append(_file_named(material.explained.file))
    if kind == "validation":
        words += ["--seeds", _seeds(material)]
    for name in ("trials", "scale", "months"):
        if options.get(name) is not None:
            words += [f"--{name}", f"{options[name]:g}"]
    return shlex.join(words)


def why_command(material: Material) -> str:
    """The command line that says why the last scenario differs, into the folder of results."""
    design, scenarios = material.design, material.scenarios
    named = [_named(one, scenarios[one]) for one in (design.others[-1], design.baseline)]
    folder = (material.folder / "why").as_posix()
    return shlex.join([PROGRAM, "why", named[0], "--baseline", named[1], "--out", folder])


def _pair(material: Material) -> list[str]:
    """Scenario, baseline, seeds and metrics of an attribution or of why."""
    manifest, scenarios = material.manifest, material.scenarios
    about, options = manifest["about"], manifest["options"]
    scenario, baseline = (
        _named(about[key], scenarios[about[key]]) for key in ("scenario", "baseline")
    )
    words = [scenario, "--baseline", baseline, "--seeds", _seeds(material)]
    metrics = options.get("metrics", [])
    if tuple(metrics) not in ((), HEADLINE):
        words += [part for name in metrics for part in ("--metric", name)]
    if "metric" in options:
        words += ["--metric", options["metric"]]
    channels = about.get("closed_by", {})
    if channels and len(channels) < len(CHANNELS):
        words += [part for name in channels for part in ("--channel", name)]
    return words


def _seeds(material: Material) -> str:
    return seeds_text(material.design.seeds).strip("[]").replace(" ", "")


def _file_named(file: str) -> str:
    """How the file of a study is called on the command line: a shipped one by its name."""
    inner = file.removeprefix("experiments/").removesuffix(".yaml")
    return inner if file == f"experiments/{inner}.yaml" and "/" not in inner else file


def _command_of_runs(material: Material) -> str:
    """The command line of a run or a comparison."""
    manifest, design = material.manifest, material.design
    options = manifest["options"]
    words = [PROGRAM, manifest["kind"]]
    words += [_named(name, material.scenarios[name]) for name in design.scenarios]
    words += ["--seed" if manifest["kind"] == "run" else "--seeds", _seeds(material)]
    if material.compared and design.baseline != design.scenarios[0]:
        words += ["--baseline", design.baseline]
    for name in ("scale", "months"):
        if options.get(name) is not None:
            words += [f"--{name}", f"{options[name]:g}"]
    if material.compared and design.metrics != HEADLINE:
        words += [part for name in design.metrics for part in ("--metric", name)]
    if design.precision is not None:
        words += ["--precision", f"{design.precision:g}"]
    for table in options.get("record") or ():
        words += ["--record", table]
    settings = options.get("settings") or ()
    pairs = settings.items() if isinstance(settings, Mapping) else ()
    for setting in [*(f"{path}={value}" for path, value in pairs), *([] if pairs else settings)]:
        words += ["--set", setting]
    return shlex.join(words)


def _named(name: str, scenario: Mapping[str, Any]) -> str:
    """How a scenario is called on the command line: the name of a shipped one, or its file."""
    file = scenario["chain"][0] if scenario["chain"] else name
    return name if file == f"scenarios/{name}.yaml" else str(file)


def _versions(manifest: Mapping[str, Any], language: str) -> Table:
    """Versions of packages and hashes of content."""
    code, platform, hashes = manifest["code"], manifest["platform"], manifest["hashes"]
    rows = [
        [code["package"], code["version"]],
        ["Python", f"{platform['implementation']} {platform['python']}"],
        ["", f"{platform['system']} ({platform['machine']})"],
        *([name, version] for name, version in manifest["packages"].items()),
        *([f"scenario {name}", digest] for name, digest in hashes["scenarios"].items()),
        ["code", hashes["code"]],
        ["packages", hashes["packages"]],
        *([name, one["sha256"]] for name, one in manifest.get("files", {}).items()),
    ]
    return Table([tell(language, "name"), tell(language, "hash")], rows, words=2)
