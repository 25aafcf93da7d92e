"""Running scenarios, and the tables and manifest that a run leaves behind."""
