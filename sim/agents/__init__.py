"""Mesa agents, one file a kind."""
