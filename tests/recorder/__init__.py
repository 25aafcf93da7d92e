"""The record of what every command answers, and whether it still answers the same.

    python -m tests.recorder make            writes the record (tests/recorder/record/)
    python -m tests.recorder check           runs everything again and shows what differs

Only the command line and the public Python calls are used, so that rooms may move.
"""
