"""The page: a town that runs while its levers are moved, and results opened to look at.

What thinks is plain Python (`pair`, `session`, `opened`); what draws makes text (`drawing`,
`answers`); only `page` and `server` know of Solara.
"""
