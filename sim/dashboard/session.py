"""A session of the page: one thread that owns the models, and the wishes of the person at it.

Wishes are kept as what is wanted now, never as a list of what is still to be done; a picture is
made only when the page has shown the one before. However slow the browser, nothing piles up.
"""

import threading
import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from sim.dashboard import looking
from sim.dashboard.looking import ANYBODY, VIEWS, Person, View
from sim.dashboard.pair import Load, SliderMoves, TownChoice, TownReading, TwoTowns
from sim.dashboard.towns import Pasts, Plausible
from sim.declarations.groups import GROUP_METRICS
from sim.declarations.metrics import HEADLINE
from sim.declarations.tables import TOWN
from sim.declare import Label, Source
from sim.errors import Problem, UserError
from sim.scenario.load import load

if TYPE_CHECKING:
    from sim.month.collaboration import Body
    from sim.scenario import Town

Stage = Literal["preparing", "paused", "running", "ended", "failed"]
Clock = Callable[[], float]
LOST_SECONDS = 3.0
"""A picture that nobody has said to have shown for so long counts as lost."""
GAP_SECONDS = 0.08
"""Time between two pictures: the eye needs no more, and drawing takes time from the town."""
GONE_SECONDS = 60.0
"""A page that has not shown anything for so long is gone, and its town stops."""
PACES = (1, 4, 12, 0)
"""Months a second that the page offers; 0 for as fast as it goes."""
SET_PASTS = 12
"""Pasts of plausible sets that are kept."""
_ONE_AT_A_TIME = threading.Lock()
"""Held while a model works: several pages take turns."""


class _Superseded(Exception):
    """Something else was chosen while a town was prepared."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture of a session, numbered; everything in it is a plain value."""

    number: int
    stage: Stage
    choice: TownChoice
    names: tuple[Label, Label] | None = None
    """What readers call the scenario and the baseline."""
    month: int | None = None
    """The month that ran last, None before the first."""
    coming: int = 0
    """The month that the next step runs."""
    start: int = 0
    """First month after the common past."""
    end: int = 0
    """The month after the last."""
    town: "Town | None" = None
    metric: str = HEADLINE[0]
    """The metric that is looked at."""
    view: View = VIEWS[0]
    """What is looked at beside the chart."""
    mine: TownReading | None = None
    """What the town under the sliders says."""
    other: TownReading | None = None
    """What the baseline says."""
    places: Mapping[str, float] | None = None
    """Value of the metric of the map by community."""
    at_start: tuple[float, ...] = ()
    """The same where the two towns part, in town order."""
    months: tuple[int, ...] = ()
    """Months that have run."""
    lines: tuple[list[float], list[float]] | None = None
    """Values of the metric over these months, of the town and of the baseline."""
    bands: Mapping[str, tuple[list[float], list[float]]] = field(default_factory=dict)
    """What plausible sets make of it: see `sim.dashboard.towns.Plausible.bands`."""
    sets: int = 0
    """Plausible sets that are run, each on a part of the residents."""
    sets_scale: float = 0.0
    """That part."""
    events: tuple[tuple[int, str], ...] = ()
    """Months and labels of dated events of the scenario."""
    moves: tuple[tuple[int, str, str, float], ...] = ()
    """Month, lever, place and value of each move of a slider, in order of time."""
    group_metric: str = ""
    """The metric of groups: that which is looked at, where groups have it."""
    groups: tuple[tuple[float, ...], tuple[float, ...]] | None = None
    """Its value in each group of the two towns."""
    joint: "tuple[Mapping[tuple[Body, Body], float], ...]" = ()
    """Hours of joint work by pair of bodies in the two towns."""
    joint_places: "tuple[Mapping[tuple[Body, Body], int], ...]" = ()
    """Community of each pair."""
    kind: str = ANYBODY
    """What kind of person is followed."""
    person: Person | None = None
    """Who is followed."""
    levers: Mapping[str, tuple[float, ...]] | None = None
    """Value of every lever in each community in the month that comes."""
    known: Mapping[str, Source] = field(default_factory=dict)
    """How values of levers are known, where the files of the scenario say so."""
    moved: frozenset[tuple[str, str]] = frozenset()
    """Lever and place of every slider that was moved."""
    text: str = ""
    """The scenario file of the present sliders."""
    problems: tuple[Problem, ...] = ()
    done: int = 0
    """Months of the past that have run while preparing."""
    past: int = 0
    """Months of the past that run in all."""
    pace: float = 0.0
    """Months a second that were reached lately, 0 when it stands."""


class Session:
    """The town of one page; ``on_frame`` is called in its thread with each picture."""

    def __init__(
        self,
        choice: TownChoice,
        on_frame: Callable[[Frame], None],
        clock: Clock = time.monotonic,
        load: Load = load,
    ) -> None:
        self._on_frame, self._clock, self._load = on_frame, clock, load
        self._changed = threading.Condition()
        self._choice, self._metric = choice, HEADLINE[0]
        self._view: View = VIEWS[0]
        self._kind, self._turn, self._row = ANYBODY, 0, -1
        self._pasts, self._set_pasts = Pasts(2), Pasts(SET_PASTS)
        self._plausible: Plausible | None = None
        self._touched: dict[tuple[str, str], float] = {}
        self._renew, self._undo, self._single, self._running = True, False, False, False
        self._closed, self._dirty, self._pace = False, True, PACES[1]
        self._sent, self._shown, self._sent_at, self._heard_at = 0, 0, -1e9, clock()
        self._pair: TwoTowns | None = None
        self._moves = SliderMoves()
        self._problems: tuple[Problem, ...] = ()
        self._due, self._done = 0.0, 0
        self._recent: list[float] = []
        self._thread = threading.Thread(target=self._work, name="cogov page", daemon=True)

    def begin(self) -> None:
        """Start the thread."""
        self._thread.start()

    def choose(
        self,
        *,
        scenario: str | None = None,
        baseline: str | None = None,
        seed: int | None = None,
        scale: float | None = None,
    ) -> None:
        """Simulate something else, from its beginning.

        Another scenario forgets the sliders, and the baseline that was chosen for the one before.
        """
        given = {"scenario": scenario, "baseline": baseline, "seed": seed, "scale": scale}
        known = {name: value for name, value in given.items() if value is not None}
        with self._changed:
            self._choice = replace(self._choice, **known)  # type: ignore[arg-type]
            if scenario is not None and baseline is None:
                self._choice = replace(self._choice, baseline=None)
            if scenario is not None:
                self._forget()
            self._begin_anew()

    def move(self, lever: str, place: str, value: float) -> None:
        """Move a slider: the value holds from the month that comes."""
        with self._changed:
            if place == TOWN:
                for key in [key for key in self._touched if key[0] == lever]:
                    del self._touched[key]
            self._touched[lever, place] = value
            self._wake()

    def undo(self) -> None:
        """Put all sliders back and begin anew."""
        with self._changed:
            self._forget()
            self._begin_anew()

    def reset(self) -> None:
        """Begin anew, with the sliders where they are."""
        with self._changed:
            self._begin_anew()

    def start(self) -> None:
        """Let month follow month."""
        with self._changed:
            self._running, self._due = True, 0.0
            self._heard_at = self._clock()
            self._wake()

    def pause(self) -> None:
        """Stand still after the month that is running."""
        with self._changed:
            self._running = False
            self._wake()

    def step(self) -> None:
        """Run one month, then stand still; asked again before it has run, it counts once."""
        with self._changed:
            self._running, self._single = False, True
            self._wake()

    def show(self, metric: str) -> None:
        """Look at another metric."""
        with self._changed:
            self._metric = metric
            self._wake()

    def look(self, view: View) -> None:
        """Look at something else beside the chart."""
        with self._changed:
            self._view = view
            self._wake()

    def accompany(self, kind: str | None = None) -> None:
        """Follow a person of some kind, or another one of the kind that is followed."""
        with self._changed:
            self._turn = self._turn + 1 if kind is None else 0
            self._kind, self._row = kind or self._kind, -1
            self._wake()

    def set_pace(self, months_a_second: float) -> None:
        """Run at most so many months a second; 0 for no limit."""
        with self._changed:
            self._pace, self._due = int(months_a_second), 0.0
            self._wake()

    def shown(self, number: int) -> None:
        """Note that the page has shown a picture and can take another."""
        with self._changed:
            self._shown, self._heard_at = max(self._shown, number), self._clock()
            self._changed.notify_all()

    def close(self) -> None:
        """End the thread."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def join(self, seconds: float = 10.0) -> None:
        """Wait for the thread to end."""
        self._thread.join(seconds)

    def _forget(self) -> None:
        """Put the sliders back, those as well whose moves still wait."""
        self._undo = True
        self._touched.clear()

    def _begin_anew(self) -> None:
        self._renew, self._running, self._single = True, False, False
        self._wake()

    def _wake(self) -> None:
        self._dirty = True
        self._changed.notify_all()

    def _free(self) -> bool:
        """Tell whether the page can take a picture."""
        return self._until_free() <= 0

    def _until_free(self) -> float:
        """Count seconds until the page takes a picture, unless it says so earlier."""
        past = self._clock() - self._sent_at
        return (GAP_SECONDS if self._shown >= self._sent else LOST_SECONDS) - past

    def _can_run(self) -> bool:
        """Tell whether there is a month to run."""
        return self._pair is not None and self._pair.running and not self._problems

    def _sets_behind(self) -> bool:
        """Tell whether plausible sets have months to run that the towns have run.

        They wait until the page has shown its last picture: what they would take is what loads a
        page and draws it. For a page that is gone they stand still.
        """
        pair, plausible = self._pair, self._plausible
        return (
            pair is not None
            and plausible is not None
            and not self._problems
            and 0 < self._sent <= self._shown
            and self._free()
            and plausible.behind(pair.month)
        )

    def _pause_if_gone(self) -> None:
        if self._running and self._clock() - self._heard_at > GONE_SECONDS:
            self._running, self._dirty = False, True

    def _wait(self) -> None:
        """Sleep until there is something to do."""
        while not self._closed:
            self._pause_if_gone()
            left = self._due - self._clock()
            wants_month = self._can_run() and (self._single or self._running)
            if self._renew or self._touched or (self._dirty and self._free()):
                return
            if wants_month and (self._single or left <= 0):
                return
            if self._sets_behind():
                # Nothing else is to be done just now.
                return
            waiting = self._dirty or not self._free()
            waits = [self._until_free()] if waiting else []
            waits += [left] if wants_month else []
            self._changed.wait(max(0.001, min(waits)) if waits else None)

    def _work(self) -> None:
        """Work on the thread until the page is closed."""
        while True:
            with self._changed:
                self._wait()
                if self._closed:
                    return
                renew, undo = self._renew, self._undo
                touched, self._touched = self._touched, {}
                self._renew = self._undo = False
            try:
                self._one_turn(renew, undo, touched)
            except _Superseded:
                with self._changed:
                    self._pair = None
                    self._touched = self._touched if self._undo else {**touched, **self._touched}
            except UserError as error:
                self._fail(error.problems)
            except Exception as error:
                traceback.print_exc()
                # The whole of it may tell of the machine.
                text = f"{type(error).__name__}; the terminal that serves the page says more"
                self._fail((Problem(text),))
            with self._changed:
                # A wish that came while this one was fulfilled may have used up the mark.
                self._dirty = self._dirty or renew or bool(touched)
                picture = self._dirty and self._free()
                self._dirty = self._dirty and not picture
            if picture:
                self._send()

    def _one_turn(self, renew: bool, undo: bool, touched: Mapping[tuple[str, str], float]) -> None:
        """Do what is wished for: begin anew, move sliders, run a month."""
        if undo:
            self._moves = SliderMoves()
        if renew:
            self._problems, self._pair, self._done = (), None, 0
            self._plausible, self._row = None, -1
            self._send()
            with _ONE_AT_A_TIME:
                pair = self._pair = TwoTowns(self._choice, self._moves, self._load)
                self._moves, self._recent = pair.moves, []
                with self._changed:
                    # What was chosen meanwhile is done next.
                    self._choice = self._choice if self._renew else pair.choice
                self._send()
                pair.prepare(self._past_month, self._pasts)
                self._plausible = pair.plausible(self._set_pasts)
        if self._pair is None or not self._pair.ready:
            return
        if touched and self._pair.running:
            for (lever, place), value in touched.items():
                self._moves = self._moves.moved(self._pair.month, lever, place, value)
            self._pair.follow(self._moves)
            if self._plausible is not None:
                self._plausible.follow(self._pair.scenario)
        with self._changed:
            if self._renew:
                # What is wished for now is of the town that was chosen meanwhile.
                return
            due = self._single or (self._running and self._clock() >= self._due)
            self._single = False
            due = due and self._can_run()
            now = self._clock()
        if not due:
            self._advance_sets()
            return
        with self._changed:
            self._due = max(self._due + 1 / self._pace, now) if self._pace else now
        with _ONE_AT_A_TIME:
            self._pair.step()
        self._recent = [*self._recent[-19:], self._clock()]
        with self._changed:
            self._running = self._running and self._pair.running
            self._dirty = True

    def _advance_sets(self) -> None:
        """Run a month of a plausible set, where one is behind."""
        pair, plausible = self._pair, self._plausible
        if pair is None or plausible is None or not self._sets_behind():
            return
        before = plausible.month
        # Whatever a person wishes meanwhile comes first, on this page and on others.
        if not _ONE_AT_A_TIME.acquire(timeout=GAP_SECONDS):
            return
        try:
            plausible.advance(pair.month)
        finally:
            _ONE_AT_A_TIME.release()
        if plausible.month > before or not self._sets_behind():
            with self._changed:
                self._dirty = True

    def _past_month(self) -> None:
        """Note a month of the past; what nobody waits for any longer is given up."""
        if self._renew:
            raise _Superseded
        self._done += 1
        if self._free():
            self._send()

    def _fail(self, problems: tuple[Problem, ...]) -> None:
        with self._changed:
            self._problems, self._running = problems, False
            self._dirty = True

    def _send(self) -> None:
        """Make a picture and hand it over."""
        with self._changed:
            self._sent += 1
            self._sent_at = self._clock()
        self._on_frame(self._frame())

    def _stage(self, pair: TwoTowns | None) -> Stage:
        if self._problems and not self._renew:
            return "failed"
        if pair is None or not pair.ready:
            return "preparing"
        if not pair.running:
            return "ended"
        return "running" if self._running else "paused"

    def _frame(self) -> Frame:
        """Draw the picture of now; later choices are still to be prepared."""
        with self._changed:
            pair = None if self._renew else self._pair
            frame = Frame(
                self._sent,
                self._stage(pair),
                self._choice,
                metric=self._metric,
                view=self._view,
                kind=self._kind,
                problems=self._problems,
                done=self._done,
            )
        if pair is None:
            return frame
        scenario = pair.scenario
        frame = replace(
            frame,
            names=pair.names,
            coming=pair.month,
            start=scenario.start,
            end=scenario.end,
            town=pair.town,
            levers=pair.levers(),
            known=pair.known,
            moved=pair.moves.names(),
            moves=tuple((*key, value) for key, value in pair.moves.in_order()),
            events=pair.events(),
            text=pair.text(),
            past=pair.past_months,
        )
        if not pair.ready:
            return frame
        return self._looked_at(self._measured(frame, pair), pair)

    def _measured(self, frame: Frame, pair: TwoTowns) -> Frame:
        """Measure what the two towns say for a picture."""
        mine, other = pair.readings()
        lines, plausible = pair.over_time(frame.metric), self._plausible
        months = len(lines[0])
        return replace(
            frame,
            month=pair.month - 1 if months else None,
            mine=mine,
            other=other,
            places=pair.by_community(frame.metric),
            months=tuple(range(pair.month - months, pair.month)),
            lines=lines,
            bands=plausible.bands(frame.metric, *lines) if plausible else {},
            sets=plausible.count if plausible else 0,
            sets_scale=plausible.scale if plausible else 0.0,
            at_start=pair.at_start[frame.metric],
            pace=self._speed(),
        )

    def _looked_at(self, frame: Frame, pair: TwoTowns) -> Frame:
        """Add to a picture what is looked at beside the chart."""
        if frame.month is None:
            return frame
        if frame.view == "who":
            metric = frame.metric if frame.metric in GROUP_METRICS else HEADLINE[0]
            groups = looking.group_values(pair.towns, metric)
            return replace(frame, group_metric=metric, groups=groups)
        if frame.view == "network":
            joint, places = looking.joint_work(pair.towns), looking.place_of_pairs(pair.towns)
            return replace(frame, joint=joint, joint_places=places)
        if frame.view == "person":
            with self._changed:
                kind, turn, row = self._kind, self._turn, self._row
            if row < 0:
                row = looking.find_person(pair.towns, kind, turn)
            with self._changed:
                self._row = row if kind == self._kind and turn == self._turn else self._row
            return replace(frame, person=looking.person_of(pair.towns, row) if row >= 0 else None)
        return frame

    def _speed(self) -> float:
        """Measure months a second over the last ones, 0 at a stand."""
        if not self._running or len(self._recent) < 3:
            return 0.0
        return (len(self._recent) - 1) / max(1e-9, self._recent[-1] - self._recent[0])
