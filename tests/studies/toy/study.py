"""The file of the toy, and how it is conducted."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import Field

from sim.runs.request import Request
from sim.scenario.fields import FileModel, Name, Seeds
from sim.scenario.schema import Schema
from sim.studies.engine import Found, factor_lines, head, line
from sim.studies.runs import Runs
from sim.sweeps.factors import Moved, moved_fields, open_file, wrong_metric
from sim.sweeps.jsonschema import schema_of_factors
from sim.sweeps.kinds import RunPart
from sim.words.speech import Speech


class File(FileModel):
    """What is looked at, and what is moved."""

    kind: Literal["ends"] = Field(description="ends")
    summary: str = Field("", description="What the study is")
    scenarios: Annotated[tuple[Name, ...], Field(min_length=1, max_length=1)] = Field(
        description="One scenario"
    )
    seeds: Seeds | None = Field(None, description="A list, or text such as 0..4")
    run: RunPart = Field(RunPart(), description="What the runs have in common")
    settings: dict[str, Any] = Field(default_factory=dict, description="Values over the scenario")
    metrics: Annotated[tuple[Name, ...], Field(min_length=1)] = Field(description="Metrics")
    factors: dict[str, Any] = Field(description="What is moved")


@dataclass(frozen=True)
class Ends(Moved):
    """What is looked at, and the shares of each range at which it is."""

    metrics: tuple[str, ...]
    shares: tuple[float, ...]


def load(subject: str | Path, request: Request) -> Ends:
    """The study of a file."""
    found = open_file(subject, "ends", File, request.settings)
    for index, name in enumerate(found.content.metrics):
        found.problems.extend(wrong_metric(found.told, ("metrics", index), name))
    return Ends(
        **moved_fields(found, seeds=request.seeds, scale=request.scale, months=request.months),
        metrics=tuple(request.metrics or found.content.metrics),
        shares=(0.0, 0.5, 1.0) if request.own["middle"] else (0.0, 1.0),
    )


def conduct(study: Ends, runs: Runs) -> Found:
    """The metrics at each share of the ranges."""
    import pandas as pd

    design = np.repeat(np.array([study.shares]).T, len(study.factors), axis=1)
    values = runs.responses(study.experiment("ends", study.factors, design), study.metrics)
    rows = [
        {"metric": name, "share": share, "value": float(np.nanmean(values[name][place]))}
        for name in study.metrics
        for place, share in enumerate(study.shares)
    ]
    about = {"scenarios": [one.name for one in study.scenarios], "seeds": len(study.seeds)}
    return Found({"ends": pd.DataFrame(rows)}, about)


def explain(study: Ends, speech: Speech) -> list[str]:
    """What it moves and takes."""
    names = [one.name for one in study.scenarios]
    runs = line(speech, "runs", f"{len(study.shares) * len(study.seeds)}")
    moved = factor_lines(speech, study.factors, names)
    return [*head(speech, study, "both ends of all factors"), *moved, runs]


def schema() -> Schema:
    """JSON Schema of its file."""
    return schema_of_factors(File, "Study of ends")
