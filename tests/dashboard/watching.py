"""Somebody who watches a session, as the page does."""

import threading
import time
from collections.abc import Callable

from sim.dashboard.pair import TownChoice
from sim.dashboard.session import Frame, Session

SMALL = TownChoice("example", scale=1.0)


class Watcher:
    """Keeps pictures, and says that they were shown unless it is asked not to."""

    def __init__(self, choice: TownChoice = SMALL, *, answers: bool = True) -> None:
        self.frames: list[Frame] = []
        self.answers = answers
        self._news = threading.Condition()
        self.session = Session(choice, self.take)

    def take(self, frame: Frame) -> None:
        with self._news:
            self.frames.append(frame)
            self._news.notify_all()
        if self.answers:
            self.session.shown(frame.number)

    def wait(self, wanted: Callable[[Frame], bool], seconds: float = 60) -> Frame:
        """The latest picture, once it is one that is wanted."""
        end = time.monotonic() + seconds
        with self._news:
            while not (self.frames and wanted(self.frames[-1])):
                left = end - time.monotonic()
                assert left > 0, f"not seen; the last picture is {self.frames[-1:]}"
                self._news.wait(left)
            return self.frames[-1]

    def still(self) -> Frame:
        """The picture of a town that waits."""
        return self.wait(lambda frame: frame.stage == "paused")

    def step(self) -> Frame:
        """One month on."""
        before = self.still().coming
        self.session.step()
        return self.wait(lambda frame: frame.coming == before + 1)
