"""What a user asks for in one call: run, compare, open results."""
