"""What trials say, show and draw."""


def sentences(tables, about, speech):
    return []


def shown(tables, about, speech):
    return []


def figures(tables, about, speech):
    from matplotlib.figure import Figure

    return {"effects": Figure(), "power": Figure(), "patterns": Figure()}
