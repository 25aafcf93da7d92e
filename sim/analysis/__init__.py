"""What the tables say: paired differences, intervals, verdicts and checks."""
