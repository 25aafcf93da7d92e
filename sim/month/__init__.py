"""The phases of a month, one module each, in the order in which they run.

Each phase is a function of the `Month` that is open: it reads the world and the conditions in
force, calls kernels, and writes the month's results and the columns it is responsible for.
"""
