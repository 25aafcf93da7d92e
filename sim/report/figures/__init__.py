"""Figures: one function, one figure, from tables only."""
