"""What explain says of the files that ask for many runs."""

from pathlib import Path

from sim.kinds import EXPERIMENT, Kind, file_kinds


def kind_of_file(text: str) -> Kind | None:
    """What kind of study a text names; None for a sweep, a scenario, or nothing."""
    from sim.errors import Problem
    from sim.scenario.places import looks_like_path, shipped_experiments, shipped_scenarios
    from sim.scenario.yamlfile import read_yaml
    from sim.sweeps.kinds import kind_of

    if not looks_like_path(text):
        named = [kind for name, kind in file_kinds().items() if text in shipped_experiments(name)]
        return named[0] if named and text not in shipped_scenarios() else None
    problems: list[Problem] = []
    document = read_yaml(Path(text), text, problems)
    found = kind_of(document, EXPERIMENT) if document is not None else EXPERIMENT
    return file_kinds().get(found)
