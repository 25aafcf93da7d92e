"""Pure functions on arrays: the arithmetic of a month, compiled with Numba.

Uniforms are drawn inside a kernel only through `sim.rng.philox4` with a key handed in, so a
kernel's result is a function of its arguments. No fastmath and no parallel loops: the same
bits on any machine.
"""
