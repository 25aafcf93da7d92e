"""Small experiments, as tests of sweeps have them."""

from tests.sweeps.conftest import write as write
