"""The brief: one page that says what was found, how surely, and how to do it again."""
