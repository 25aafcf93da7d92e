"""Which setting a search tries next: what two samplers of several objectives propose.

What is proposed depends on the file and on trials that have ended before a fixed number, and on
nothing else: neither on the number of workers, nor on who was ready first, nor on interruptions.
"""

import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sim.analysis.calibration import Trial
from sim.rng import hashed_id
from sim.sweeps.choice import Choice, gains_of, over_budget, usable
from sim.sweeps.design import drawn

if TYPE_CHECKING:
    from optuna.samplers import BaseSampler
    from optuna.study import Study
    from optuna.trial import FrozenTrial

Known = Mapping[int, Trial]
Given = Mapping[int, Mapping[str, float]]
TPE, NSGA2 = "tpe", "nsga2"
_SEEDS = 2**32
_GENERATION = "generation"


def size_of(choice: Choice) -> int:
    """Settings of a generation."""
    return choice.search.population or max(choice.search.start, 4)


def generation_of(choice: Choice, number: int) -> int:
    """Which generation a setting is of; those that are spread evenly at first are the first.

    Args:
        choice: The search.
        number: Number of the setting, 1 or more.
    """
    beyond = number - choice.search.start - 1
    return 0 if beyond < 0 else 1 + beyond // size_of(choice)


def needed_before(choice: Choice, number: int) -> int:
    """No setting below this number may be missing when that of a number is proposed."""
    if choice.search.method == TPE:
        return number - choice.search.batch + 1
    generation = generation_of(choice, number)
    if generation == 0:
        return 0
    return choice.search.start + 1 + (generation - 1) * size_of(choice)


def propose(choice: Choice, known: Known, given: Given, number: int) -> dict[str, float]:
    """The setting of a trial, as places of factors in their ranges.

    The first is the scenario as it is, without values; then come settings of a Latin hypercube;
    then those that the method of the search proposes: the tree-structured Parzen estimator for
    several objectives, which looks at trials before the latest batch only, or NSGA-II, which
    looks at whole generations. Both know which settings cost too much.

    Args:
        choice: The search.
        known: Trials that have ended.
        given: Settings of those that are under way.
        number: Number of the trial.

    Source:
        Ozaki et al. 2022, J. Artif. Intell. Res. 73 (Parzen estimator, several objectives); Deb
        et al. 2002, IEEE Trans. Evol. Comput. 6 (NSGA-II, settings that break a limit come after
        all that keep to it); both as in Optuna (Akiba et al. 2019).
    """
    if number == 0:
        return {}
    settings, names = choice.search, [factor.name for factor in choice.factors]
    if number <= settings.start:
        ranges = dict.fromkeys(names, (0.0, 1.0))
        point = drawn("latin_hypercube", ranges, settings.start, settings.seed)[number - 1]
        return {name: float(value) for name, value in point.values.items()}
    return _asked(choice, known, given, number)


def _asked(choice: Choice, known: Known, given: Given, number: int) -> dict[str, float]:
    """Places that the sampler proposes."""
    import optuna
    from optuna.distributions import FloatDistribution

    space: dict[str, Any] = {one.name: FloatDistribution(0.0, 1.0) for one in choice.factors}
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    with _quiet():
        make = _parzen if choice.search.method == TPE else _evolving
        study = optuna.create_study(
            sampler=make(choice, number), directions=["maximize"] * len(choice.objectives)
        )
        for one in _past(choice, known, given, number, space):
            study.add_trial(one)
        asked = study.ask(dict(space))
    return {name: float(asked.params[name]) for name in space}


@contextmanager
def _quiet() -> Iterator[None]:
    """Without warnings: how a constraint is told has changed; this way all versions know."""
    import optuna

    with warnings.catch_warnings():
        for category in (optuna.exceptions.ExperimentalWarning, FutureWarning):
            warnings.simplefilter("ignore", category)
        yield


def _options(choice: Choice, number: int) -> dict[str, Any]:
    """What both samplers are told."""

    def told(one: "FrozenTrial") -> Sequence[float]:
        """By how much a setting breaks the budget."""
        found: Sequence[float] = one.system_attrs["constraints"]
        return found

    return {
        "constraints_func": told,
        "seed": hashed_id("search", choice.search.seed, number) % _SEEDS,
    }


def _parzen(choice: Choice, number: int) -> "BaseSampler":
    """The tree-structured Parzen estimator."""
    from optuna.samplers import TPESampler

    return TPESampler(
        n_startup_trials=1, multivariate=True, constant_liar=True, **_options(choice, number)
    )


def _evolving(choice: Choice, number: int) -> "BaseSampler":
    """NSGA-II, told which generation each setting is of."""
    from optuna.samplers import NSGAIISampler
    from optuna.trial import TrialState

    now = generation_of(choice, number)

    class Generations(NSGAIISampler):
        """NSGA-II whose generations are those of the search."""

        def get_trial_generation(self, study: "Study", trial: "FrozenTrial") -> int:
            """The generation of a setting; that of the one that is asked for is known."""
            return int(trial.user_attrs.get(_GENERATION, now))

        def get_population(self, study: "Study", generation: int) -> "list[FrozenTrial]":
            """The settings of a generation that came to numbers."""
            return [
                one
                for one in study.get_trials(deepcopy=False, states=[TrialState.COMPLETE])
                if one.user_attrs[_GENERATION] == generation
            ]

    return Generations(population_size=size_of(choice), **_options(choice, number))


def _past(
    choice: Choice, known: Known, given: Given, number: int, space: Mapping[str, Any]
) -> Iterator["FrozenTrial"]:
    """The settings before one, as its sampler may know them."""
    from optuna.trial import TrialState, create_trial

    parzen, before = choice.search.method == TPE, needed_before(choice, number)
    for earlier in range(1, number if parzen else before):
        trial = known.get(earlier)
        running = earlier >= before
        if not running and (trial is None or not usable(choice, trial)):
            continue
        places = given[earlier] if trial is None else trial.values
        values = None if running or trial is None else gains_of(choice, trial)
        over = 0.0 if running or trial is None else over_budget(choice, trial)
        yield create_trial(
            state=TrialState.RUNNING if running else TrialState.COMPLETE,
            params=dict(places),
            distributions=dict(space),
            values=None if values is None else values.mean(axis=1).tolist(),
            system_attrs={"constraints": (over,)},
            user_attrs={_GENERATION: generation_of(choice, earlier)},
        )
