"""The town as state: columns of residents and households, ties, and how they are built."""
