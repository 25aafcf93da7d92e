"""State dependence of volunteering: a dynamic random-effects probit on a panel of residents.

Who volunteers often did so before. True state dependence is what having volunteered does; spurious
is that the same people are inclined to, year after year. The usual model parts them:

    y*_it = gamma y_i,t-1 + x_it b + c y_i0 + a_i + e_it,   y_it = 1 where y*_it > 0

with a_i normal of variance s2 and e_it standard normal, so that rho = s2 / (1 + s2). The first year
stands among the regressors, which answers for where people began (Wooldridge 2005, Journal of
Applied Econometrics 20: 39-54). The likelihood is summed over Gauss-Hermite nodes (Butler & Moffitt
1982). No package of Python that is kept fits it; Stata calls it ``xtprobit, re``.
"""

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
_NODES = 16
_FEWEST_YEARS = 3
_TRAITS = ("female", "migrant", "owner", "party")
NAMES = ("dependence_gamma", "dependence_rho", "dependence_true", "dependence_raw")


def dependence_of(panel: "pd.DataFrame", form: str = "volunteering") -> dict[str, float]:
    """The outputs of `sim.declarations.outputs.OF_PANEL` for a form of participation.

    Only persons who are there in every December of the panel count.

    Args:
        panel: Columns of the table ``panel``, of one run.
        form: The form.

    Returns:
        By name; all NaN with fewer than three Decembers, or where nobody changes.
    """
    unknown = dict.fromkeys(NAMES, math.nan)
    whole, years = _balanced(panel)
    if years < _FEWEST_YEARS:
        return unknown
    took = (whole[f"months_{form}"].to_numpy() > 0).reshape(-1, years)
    if not (took[:, 1:] != took[:, :-1]).any():
        return unknown
    gamma, sigma, true = dynamic_probit(took, _regressors(whole, years))
    before, after = took[:, :-1], took[:, 1:]
    found = (
        gamma,
        sigma**2 / (1.0 + sigma**2),
        true,
        float(after[before].mean() - after[~before].mean()),
    )
    return dict(zip(NAMES, found, strict=True))


def _balanced(panel: "pd.DataFrame") -> "tuple[pd.DataFrame, int]":
    """Rows of those who are there in every December, by person and year; and how many years."""
    december = panel[panel["month"].map(lambda day: day.month == 12).astype(bool)]
    years = int(december["month"].nunique())
    keys = ["resident", "arrived"]
    there = december.groupby(keys)["month"].transform("size") == years
    return december[there].sort_values([*keys, "month"], kind="stable"), years


def _regressors(whole: "pd.DataFrame", years: int) -> Floats:
    """What is observed of persons, shape (persons, years - 1, k): years, age and traits."""
    persons = len(whole) // years
    first = whole.iloc[::years]
    age = first["age"].to_numpy(dtype=np.float64) / 10.0
    college = first["education"].eq("college").to_numpy()
    fixed: list[Floats] = [age - age.mean(), college.astype(np.float64)]
    fixed += [first[name].to_numpy(dtype=np.float64) for name in _TRAITS]
    kept = np.array([one for one in fixed if np.ptp(one) > 0.0]).reshape(-1, persons)
    each = np.repeat(kept.T[:, None, :], years - 1, axis=1)
    dummies = np.broadcast_to(np.eye(years - 1), (persons, years - 1, years - 1))
    return np.concatenate([dummies, each], axis=2)


def dynamic_probit(took: NDArray[np.bool_], regressors: Floats) -> tuple[float, float, float]:
    """Fit the model by maximum likelihood.

    Args:
        took: Whether each person did it in each year, shape (persons, years).
        regressors: What else tells of the years after the first, shape (persons, years - 1, k);
            it spans the constant.

    Returns:
        gamma, the standard deviation of what lasts, and the mean over persons and years of what
        having done it in the year before adds to the chance.
    """
    from scipy.optimize import minimize
    from scipy.special import ndtr

    y, before, start = took[:, 1:], took[:, :-1], took[:, :1]
    x = np.concatenate(
        [before[:, :, None], regressors, np.broadcast_to(start, y.shape)[:, :, None]], axis=2
    ).astype(np.float64)
    sign = np.where(y, 1.0, -1.0)
    begin = np.concatenate([_start_of(x, y), [0.0]])
    fit: Any = minimize(_loss, begin, args=(x, sign), jac=True, method="L-BFGS-B")
    beta, sigma = fit.x[:-1], math.exp(fit.x[-1])
    without = x @ beta - beta[0] * x[:, :, 0]
    spread = math.sqrt(1.0 + sigma**2)
    effect = ndtr((without + beta[0]) / spread) - ndtr(without / spread)
    return float(beta[0]), sigma, float(effect.mean())


def _start_of(x: Floats, y: NDArray[np.bool_]) -> Floats:
    """Where the search begins: a straight line through the outcomes, on the scale of a probit."""
    flat = x.reshape(-1, x.shape[2])
    slope: Floats = np.linalg.lstsq(flat, 3.0 * (y.ravel() - 0.5), rcond=None)[0]
    return slope


def _loss(values: Floats, x: Floats, sign: Floats) -> tuple[float, Floats]:
    """Minus the mean log likelihood of a person, and its slope in coefficients and log s.

    Args:
        values: Coefficients, then the logarithm of the standard deviation of what lasts.
        x: Regressors, shape (persons, years, k).
        sign: 1 where it was done, -1 where not, shape (persons, years).
    """
    from scipy.special import log_ndtr, logsumexp

    nodes, weights = np.polynomial.hermite_e.hermegauss(_NODES)
    lasting = math.exp(values[-1]) * nodes
    inside = sign[:, :, None] * ((x @ values[:-1])[:, :, None] + lasting)
    log_chance = log_ndtr(inside)
    each = log_chance.sum(axis=1) + np.log(weights / math.sqrt(2.0 * math.pi))
    person = logsumexp(each, axis=1)
    after = np.exp(each - person[:, None])
    mills = np.exp(-0.5 * inside**2 - 0.5 * math.log(2.0 * math.pi) - log_chance)
    pull = sign[:, :, None] * mills * after[:, None, :]
    slope = np.append(np.einsum("itk,it->k", x, pull.sum(axis=2)), float((pull * lasting).sum()))
    return -float(person.mean()), -slope / len(person)
