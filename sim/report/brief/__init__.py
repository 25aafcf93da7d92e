"""The brief: one page that says what was found, how surely, and how to do it again."""

from sim.report.brief.material import Material
from sim.report.brief.page import brief

__all__ = ["Material", "brief"]
