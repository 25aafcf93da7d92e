"""The reference of all files that people write, and the glossary, written by the program.

What connects stands in the templates, one a language; keys, levers and parameters are read from
the schemas and the declarations, and the examples are files of their own that a test loads.
"""
