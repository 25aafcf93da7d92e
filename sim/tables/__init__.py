"""Tables that people have: CSV, Excel and pasted sheets, read into a town or into targets.

`read` makes sheets of files, `layout` finds headings and rows, `headings` knows what a heading
means by the words of `fields`, `gather` puts the facts of all sheets together, `complete` fills
what is missing, `write` makes the town file.
"""
