"""What all tests share."""

from hypothesis import settings

# A first call compiles, so single examples have no deadline; the same examples everywhere.
settings.register_profile("cogov", deadline=None, derandomize=True, database=None)
settings.load_profile("cogov")
