"""How to reproduce: the command, versions, seeds, hashes, and the check of the common past."""

import re
import shlex
from collections.abc import Iterable, Mapping
from typing import Any

from sim.declarations.channels import CHANNELS
from sim.declarations.metrics import HEADLINE
from sim.report.brief.material import Block, Bullets, Code, Details, Material, Paragraph, grid
from sim.report.shown import Shown
from sim.runs.files import PROGRAM
from sim.scenario.explain import seeds_text


def again_blocks(material: Material) -> list[Block]:
    """What it takes to do it again, and what to expect."""
    speech, manifest = material.speech, material.manifest
    files = dict.fromkeys(
        file for name in material.design.scenarios for file in material.scenarios[name]["chain"]
    )
    seeds, timings = seeds_text(material.design.seeds), manifest.get("timings", {})
    key = "brief.again_when" if timings else "brief.again_seeds"
    blocks: list[Block] = [
        Paragraph(speech("brief.again_lead")),
        Code(command_of(material)),
        Paragraph(speech("brief.again_files", files=speech.row(files))),
        Paragraph(speech(key, seeds=seeds, **timings)),
    ]
    checks = [one.sentence(speech, material.label) for one in material.common_past]
    if checks:
        blocks.append(Bullets(checks))
    return [*blocks, Details(speech("brief.versions"), [_versions(material)])]


def command_of(material: Material) -> str:
    """The command line that makes these results, without the folder that they go to."""
    manifest, design, study = material.manifest, material.design, material.study
    if "command" in manifest:
        return str(manifest["command"])
    options, about = manifest["options"], manifest.get("about", {})
    words = [PROGRAM, manifest["kind"] if study is None else study.command]
    if material.sweep is not None:
        words.append(_file_named(material.sweep.experiment["file"]))
    elif study is None:
        words += [_named(name, material) for name in design.scenarios]
        if material.compared and design.baseline != design.scenarios[0]:
            words += ["--baseline", design.baseline]
    elif study.pair:
        words += [_named(about["scenario"], material)]
        words += ["--baseline", _named(about["baseline"], material)]
    elif study.file:
        words.append(_file_named(study.file))
    if material.sweep is None and not (study and re.search(r"^seeds:", study.text, re.MULTILINE)):
        words += ["--seed" if manifest["kind"] == "run" else "--seeds", _seeds(material)]
    for name in ("trials", "scale", "months"):
        if options.get(name) is not None:
            words += [f"--{name}", f"{options[name]:g}"]
    words += _each("set", _settings(options.get("settings") or ()))
    for name in ("sets", "still", "data"):
        if options.get(name) is not None:
            words += [f"--{name}", str(options[name])]
    interval = options.get("interval", design.interval)
    words += _each("interval", [interval] if interval != "t" else [])
    words += _each("metric", _metrics(material))
    closed = about.get("closed_by", {})
    words += _each("channel", closed if len(closed) < len(CHANNELS) else [])
    words += _each("precision", [f"{design.precision:g}"] if design.precision is not None else [])
    words += _each("record", options.get("record") or ())
    words += _each("with", (one["file"] for one in extensions_of(material)))
    return shlex.join(words)


def why_command(material: Material) -> str:
    """The command line that says why the last scenario differs, into the folder of results."""
    design, folder = material.design, (material.folder / "why").as_posix()
    scenario, baseline = (_named(one, material) for one in (design.others[-1], design.baseline))
    return shlex.join([PROGRAM, "why", scenario, "--baseline", baseline, "--out", folder])


def _each(option: str, values: Iterable[str]) -> list[str]:
    """An option with each of its values."""
    return [part for value in values for part in (f"--{option}", value)]


def _settings(settings: Any) -> list[str]:
    """Settings as ``--set`` takes them."""
    pairs = settings.items() if isinstance(settings, Mapping) else ()
    return [f"{path}={value}" for path, value in pairs] or [*settings]


def _metrics(material: Material) -> list[str]:
    """Metrics that were asked for in place of the headline ones."""
    options, found = material.manifest["options"], HEADLINE
    if material.study is None and material.compared:
        found = material.design.metrics
    elif material.study is not None:
        found = (options["metric"],) if "metric" in options else options.get("metrics") or HEADLINE
    own = [metric["name"] for one in extensions_of(material) for metric in one["metrics"]]
    return [] if tuple(found) in (HEADLINE, (*HEADLINE, *own)) else [*found]


def extensions_of(material: Material) -> list[Any]:
    """The extensions that the results were made with, as the manifest keeps them."""
    found: list[Any] = material.manifest.get("extensions", [])
    return found


def _seeds(material: Material) -> str:
    """Seeds as the command takes them."""
    return seeds_text(material.design.seeds).strip("[]").replace(" ", "")


def _file_named(file: str) -> str:
    """How the file of a study is called on the command line: a shipped one by its name."""
    inner = file.removeprefix("experiments/").removesuffix(".yaml")
    return inner if file == f"experiments/{inner}.yaml" and "/" not in inner else file


def _named(name: str, material: Material) -> str:
    """How a scenario is called on the command line: the name of a shipped one, or its file."""
    chain = material.scenarios[name]["chain"]
    file = chain[0] if chain else name
    return name if file == f"scenarios/{name}.yaml" else str(file)


def _versions(material: Material) -> Shown:
    """Versions of packages and hashes of content."""
    speech, manifest = material.speech, material.manifest
    code, platform, hashes = manifest["code"], manifest["platform"], manifest["hashes"]
    rows = [
        [code["package"], code["version"]],
        ["Python", f"{platform['implementation']} {platform['python']}"],
        ["", f"{platform['system']} ({platform['machine']})"],
        *([name, version] for name, version in manifest["packages"].items()),
        *([f"scenario {name}", digest] for name, digest in hashes["scenarios"].items()),
        ["code", hashes["code"]],
        ["packages", hashes["packages"]],
        *([one["file"], one["sha256"]] for one in extensions_of(material)),
        *([name, one["sha256"]] for name, one in manifest.get("files", {}).items()),
    ]
    return grid([speech("brief.head.name"), speech("brief.head.hash")], rows, texts=2)
