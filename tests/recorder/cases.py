"""What is recorded: each case is a list of steps in one folder, run in one or two languages.

A step is a line of the command, or of Python after '>>> '; '{lang}' is the language. `files/`
lies in the folder at the start. Everything is small: seconds, not minutes.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Case:
    """Steps, and whether they are done in both languages; `old` puts older results beside."""

    text: str
    both: bool = True
    old: bool = False


STUDIES = ("factors", "conditions", "choice", "fit", "patterns")
OLD = (
    "run",
    "compare",
    "why",
    "attribute",
    "sensitivity",
    "discover",
    "search",
    "calibrate",
    "validate",
)
SMALL = "--workers 0 --lang {lang}"

KEPT = (
    "run example --months 2 --scale 0.2 --out old/run",
    "compare example opened.yaml --seeds 0..1 --months 2 --scale 0.2 --workers 0 --out old/compare",
    "why opened.yaml --baseline example --seeds 1 --months 3 --channel visit --workers 0 --scale 1 "
    "--out old/why",
    "attribute opened.yaml --baseline example --seeds 0..1 --months 2 --metric trust --workers 0 "
    "--out old/attribute",
    "sensitivity factors.yaml --metric trust --seeds 0 --months 1 --workers 0 "
    "--out old/sensitivity",
    "discover conditions.yaml --seeds 0 --months 1 --workers 0 --out old/discover",
    "search choice.yaml --trials 4 --seeds 0..1 --months 2 --workers 0 --out old/search",
    "calibrate fit.yaml --trials 3 --workers 0 --out old/calibrate",
    "validate patterns.yaml --seeds 0..1 --workers 0 --out old/validate",
    "sweep grid.yaml --seeds 0 --months 1 --workers 0 --out old/sweep",
)
"""How the older results were made that the case 'old' opens."""

CASES = {
    "run": Case(
        """
        run opened.yaml --months 5 --scale 0.5 --set levers.supervision=0.5 --record matters \
            --out one
        report one --lang {lang}
        report one --lang {lang} --appendix --out one/whole.html
        redraw one --lang {lang} --out again
        """
    ),
    "run_more": Case(
        """
        run example --seed 1 --months 14 --checkpoint state --out kept
        run example --seed 1 --months 16 --checkpoint state --out more
        run co_governance --scale 0.01 --months 3 --seed 2
        report kept --appendix --figures drawn
        verify kept
        >>> one = sim.open_results("kept"); show(one.headline()); show(sorted(one.manifest))
        compare --scale 0.01 --months 3 --seeds 0 --workers 0 --out stages --figures none
        redraw stages
        """,
        both=False,
    ),
    "compare": Case(
        f"""
        compare example opened.yaml --seeds 0..4 --months 8 --out results/compare {SMALL}
        report results/compare --lang {{lang}}
        report results/compare --lang {{lang}} --appendix --out results/compare/whole.html
        verify results/compare
        compare example opened.yaml --seeds 0..4 --months 8 --out results/compare {SMALL}
        """
    ),
    "compare_three": Case(
        f"""
        compare example opened.yaml third.yaml --seeds 0..4 --months 7 --interval bootstrap \
            --precision 0.002 --metric trust --metric participation_rate \
                --out results/compare {SMALL}
        report results/compare --lang {{lang}}
        report results/compare --lang {{lang}} --appendix --out results/compare/whole.html
        """
    ),
    "compare_one_seed": Case(
        """
        compare example third.yaml --seeds 4 --months 7 --baseline third --workers 0 --lang {lang} \
            --out results/compare
        redraw results/compare --lang {lang} --out again
        """
    ),
    "compare_late": Case(
        """
        compare opened.yaml third.yaml --seeds 0..1 --months 6 --workers 1 --out late
        compare opened.yaml third.yaml --seeds 0..2 --months 6 --workers 1 --out late --overwrite
        redraw late --lang zh
        """,
        both=False,
    ),
    "why": Case(
        f"""
        why opened.yaml --baseline example --seeds 0..1 --months 6 --scale 1 --channel visit \
            --channel meeting {SMALL}
        report results/opened-why --lang {{lang}}
        report results/opened-why --lang {{lang}} --appendix --out results/opened-why/whole.html
        redraw results/opened-why --lang {{lang}} --overwrite
        verify results/opened-why
        why third.yaml --baseline opened.yaml --seeds 3 --months 8 --scale 1 --metric trust \
            --paths-only --out paths {SMALL}
        report paths --lang {{lang}}
        report paths --lang {{lang}} --appendix --out paths/whole.html
        """
    ),
    "attribute": Case(
        f"""
        attribute opened.yaml --baseline example --seeds 0..2 --months 4 {SMALL}
        report results/opened-attribution --lang {{lang}}
        report results/opened-attribution --lang {{lang}} --appendix \
            --out results/opened-attribution/whole.html
        redraw results/opened-attribution --lang {{lang}} --out again
        verify results/opened-attribution
        attribute third.yaml --baseline example --seeds 1 --months 6 --metric trust \
            --out one {SMALL}
        report one --lang {{lang}}
        report one --lang {{lang}} --appendix --out one/whole.html
        """
    ),
    "sensitivity": Case(
        f"""
        sensitivity factors.yaml {SMALL}
        sensitivity results/factors --lang {{lang}}
        report results/factors --lang {{lang}}
        report results/factors --lang {{lang}} --appendix --out results/factors/whole.html
        redraw results/factors --lang {{lang}} --out again
        verify results/factors
        sensitivity factors.yaml --metric trust --seeds 3 --months 2 --out one {SMALL}
        """
    ),
    "discover": Case(
        """
        discover conditions.yaml --workers 0
        report results/conditions
        report results/conditions --lang zh --overwrite
        redraw results/conditions --lang zh --out again
        verify results/conditions
        """,
        both=False,
    ),
    "discover_folder": Case(
        """
        sweep grid.yaml --workers 0 --out store
        discover store --interest 'cost < 100000' --lang {lang} --workers 0
        report results/store-discovery --lang {lang}
        report results/store-discovery --lang {lang} --appendix \
            --out results/store-discovery/whole.html
        sweep designs.yaml --workers 0 --out store
        discover store --interest 'participation_rate > 0.001' --lang {lang} --out drawn
        discover store --scenario opened --design designs --interest 'cost > 90000' --lang {lang} \
            --out drawn
        """
    ),
    "search": Case(
        f"""
        search choice.yaml --trials 8 {SMALL}
        search choice.yaml {SMALL} --overwrite
        report results/choice --lang {{lang}}
        report results/choice --lang {{lang}} --appendix --out results/choice/whole.html
        redraw results/choice --lang {{lang}} --out again
        verify results/choice
        """
    ),
    "search_nsga2": Case(
        f"""
        search choice.yaml --method nsga2 --out evolved {SMALL}
        report evolved --lang {{lang}}
        report evolved --lang {{lang}} --appendix --out evolved/whole.html
        """
    ),
    "calibrate": Case(
        f"""
        calibrate fit.yaml --trials 5 {SMALL}
        calibrate fit.yaml {SMALL}
        calibrate fit.yaml --check 7..8 --scale 1 {SMALL}
        report results/fit --lang {{lang}}
        report results/fit --lang {{lang}} --appendix --out results/fit/whole.html
        redraw results/fit --lang {{lang}} --out again
        verify results/fit
        """
    ),
    "validate": Case(
        f"""
        validate patterns.yaml --sets 2 {SMALL}
        report results/patterns --lang {{lang}}
        report results/patterns --lang {{lang}} --appendix --out results/patterns/whole.html
        redraw results/patterns --lang {{lang}} --out again
        verify results/patterns
        validate patterns.yaml --seeds 3 --sets none --out one {SMALL}
        """
    ),
    "trial": Case(
        f"""
        trial asked.yaml {SMALL}
        trial asked.yaml --sets 2 --units 20 --overwrite {SMALL}
        report results/asked --lang {{lang}}
        redraw results/asked --lang {{lang}} --out again
        verify results/asked
        """
    ),
    "claims": Case(
        f"""
        claims stated.yaml --sets 3 {SMALL}
        report results/stated --lang {{lang}}
        redraw results/stated --lang {{lang}} --out again
        """
    ),
    "learn": Case(
        f"""
        learn opened.yaml --baseline example --sets 12 --months 3 --scale 1 {SMALL}
        report results/opened-learning --lang {{lang}}
        """
    ),
    "sets": Case(
        f"""
        compare example opened.yaml --seeds 0..1 --months 4 --sets 6 --out with {SMALL}
        run opened.yaml --months 3 --sets 3 --out one --lang {{lang}}
        attribute opened.yaml --baseline example --seeds 0..1 --months 3 --sets 3 {SMALL}
        why opened.yaml --baseline example --seeds 0..1 --months 3 --scale 1 --sets 3 {SMALL}
        show with --lang {{lang}}
        """
    ),
    "town": Case(
        """
        town made --from people.csv --lang {lang}
        town made --from people.csv --lang {lang}
        town other --from torn.csv --lang {lang}
        explain example --set town=made.yaml --brief
        run example --set town=made.yaml --months 2 --scale 0.2 --out one --lang {lang}
        show one --lang {lang} --export csv
        """
    ),
    "own": Case(
        """
        run example --months 3 --with own.py --out one --lang {lang}
        explain example --with own.py --brief
        report one --lang {lang}
        """
    ),
    "sweep": Case(
        """
        sweep grid.yaml --workers 0 --out store
        sweep grid.yaml --workers 0 --out store
        sweep grid.yaml --workers 0 --out store --seeds 0..3 --months 4
        verify store --rerun 2
        >>> import pathlib; found = sim.SweepResults(pathlib.Path("store"))
        >>> show(found.runs); show(found.metrics)
        report store --lang {lang}
        report store --lang {lang} --appendix --out store/whole.html
        """
    ),
    "sweep_plain": Case(
        """
        sweep plain.yaml --workers 1 --out plain
        report plain --lang {lang}
        report plain --lang {lang} --appendix --out plain/whole.html
        sweep until.yaml --workers 0 --out until
        report until --lang {lang}
        report until --lang {lang} --appendix --out until/whole.html
        sweep designs.yaml --workers 0 --out drawn
        report drawn --lang {lang}
        report drawn --lang {lang} --appendix --out drawn/whole.html
        verify drawn --rerun 1 --seed 3
        """
    ),
    "explain": Case(
        """
        explain example
        explain co_governance --brief
        explain example --set levers.control=0.4 --brief
        explain third.yaml
        explain third.yaml example
        explain integration co_governance
        explain example example
        """
        + "".join(f"\n        explain {name}.yaml" for name in STUDIES)
        + """
        explain grid.yaml
        explain plain.yaml
        explain until.yaml
        explain designs.yaml
        new mine --from integration
        new mine --from integration
        new own
        """,
        both=False,
    ),
    "help": Case(
        """
        --help
        --version
        run --help
        compare --help
        report --help
        sweep --help
        verify --help
        attribute --help
        sensitivity --help
        discover --help
        search --help
        why --help
        calibrate --help
        validate --help
        match --help
        trial --help
        learn --help
        claims --help
        town --help
        show --help
        redraw --help
        explain --help
        new --help
        schema --help
        odd --help
        reference --help
        glossary --help
        dashboard --help
        """,
        both=False,
    ),
    "old": Case(
        "".join(
            f"report old/{kind} --lang {{lang}}\nredraw old/{kind} --lang {{lang}} "
            f"--out new/{kind}\n"
            f"verify old/{kind}\n"
            for kind in OLD
        )
        + """
        report old/sweep --lang {lang}
        report old/sweep --lang {lang} --appendix --out old/sweep/whole.html
        verify old/sweep
        sensitivity old/sensitivity --lang {lang}
        calibrate fit.yaml --trials 3 --workers 0 --out old/calibrate --lang {lang} --overwrite
        sweep grid.yaml --seeds 0 --months 1 --workers 0 --out old/sweep
        """,
        old=True,
    ),
    "documents": Case(
        """
        odd example
        reference --lang en
        reference --lang zh
        glossary
        reference --out R.md
        schema --of scenario --out scenario.json
        schema --of town --out town.json
        schema --of experiment --out experiment.json
        schema --of sensitivity --out sensitivity.json
        schema --of discovery --out discovery.json
        schema --of search --out search.json
        schema --of calibration --out calibration.json
        schema --of validation --out validation.json
        schema --of attribution --out attribution.json
        schema --of why --out why.json
        schema --of trial --out trial.json
        schema --of claims --out claims.json
        schema --of matching --out matching.json
        """,
        both=False,
    ),
    "errors": Case(
        """
        run nothing.yaml
        run exmaple
        run wrong.yaml
        run broken.yaml
        run example --seed -1
        run example --scale 3 --months 0
        run example --set levers.contrl=1
        run example --set levers.control=7
        run example --record everything
        run example --out opened.yaml
        compare example
        compare example example
        compare example opened.yaml --seeds x
        compare example opened.yaml --interval z --lang fr --metric trsut --workers -1
        compare example opened.yaml --baseline other
        compare example opened.yaml --seeds 0 --precision 0
        why opened.yaml --baseline example --seed 1 --seeds 0..3
        why opened.yaml --baseline example --channel visits --metric trsut
        why example --baseline example
        attribute example --baseline exampel
        attribute opened.yaml --baseline example --lang fr --seeds 3..1
        sensitivity sensitivty
        sensitivity three_stages
        sensitivity wrong_sensitivity.yaml
        sensitivity factors.yaml --metric trsut --scale 7
        sweep factors.yaml
        discover wrong_discovery.yaml
        discover nowhere/
        discover conditions.yaml --interest 'trust >> 3'
        search wrong_search.yaml
        search choice.yaml --method magic --trials 0
        calibrate wrong_calibration.yaml
        calibrate fit.yaml --trials 0 --member 0
        calibrate fit.yaml --check 1..2
        validate wrong_validation.yaml
        validate nowhere
        sweep wrong_experiment.yaml
        sweep grid.yaml --timeout -1
        sweep grid.yaml --cluster x --scheduler y
        verify nowhere
        report nowhere
        report . --lang fr
        redraw nowhere --lang fr
        explain nowhere.yaml
        explain wrong.yaml
        explain wrong_sensitivity.yaml
        new mine --from nothing
        schema --of nothing
        odd --lang zh
        odd nothing
        reference --lang fr
        dashboard nowhere --lang fr
        nothing
        run
        run example --nothing
        """,
        both=False,
    ),
    "python": Case(
        """
        >>> import inspect; show(sim.__all__); show(sim.shipped_scenarios())
        >>> calls = [name for name in sim.__all__ if inspect.isfunction(getattr(sim, name))]
        >>> show([f"{name}{inspect.signature(getattr(sim, name))}" for name in calls])
        >>> one = sim.run("example", 3, months=4)
        >>> show(one.headline()); show(one.metrics); show(one.groups)
        >>> two = ["example", "opened.yaml"]; small = {"workers": 0, "progress": False}
        >>> found = sim.compare(two, seeds=range(2), months=5, **small)
        >>> show(found.differences); show(found.levels); show(found.common_past)
        >>> show(found.sentences()); show(found.sentences("zh"))
        >>> model = sim.CommunityModel("example", seed=1); [model.step() for _ in range(3)]
        >>> show({kind.__name__: len(they) for kind, they in model.agents_by_type.items()})
        >>> one = sim.load_scenario("example"); show(one.name); show(one.months)
        >>> show([one.levers_at(one.end - 1)[name].tolist() for name in ("control", "delegation")])
        >>> asked = {"baseline": "example", "months": 3, "metrics": ["trust"], "out": "a"}
        >>> found = sim.attribute("opened.yaml", seeds=[0, 1], **asked, **small); show(found.kind)
        >>> show(found.sentences()); show(found.sentences("zh"))
        >>> [show(each) for each in found.tables.values()]
        >>> sim.compare(two, lang="en")
        >>> sim.compare(two, language="fr", seeds="x", progress=False)
        """,
        both=False,
    ),
}


def names() -> list[str]:
    """Names of all cases, with the language where there are two."""
    return [
        name
        for key, case in CASES.items()
        for name in ([f"{key}.en", f"{key}.zh"] if case.both else [key])
    ]


def steps_of(name: str) -> list[str]:
    """Steps of a case."""
    key, _, language = name.partition(".")
    lines = (line.strip() for line in CASES[key].text.splitlines())
    # Python has braces of its own.
    return [line.replace("{lang}", language or "en") for line in lines if line]
