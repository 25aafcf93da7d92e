"""Studies: one folder for each kind, with its declaration, its study and its report.

`sim.kinds` finds them; `sim.studies.engine` conducts, saves and reads any of them.
"""
