"""The description of the model after the ODD protocol (Grimm et al. 2020), written by itself.

The text that only people can write stands in ``template.md``; everything that is declared or
coded elsewhere is read from there, so that the description cannot drift from the program.
"""
