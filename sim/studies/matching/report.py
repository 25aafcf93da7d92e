"""What a matching says, shows and draws."""


def sentences(tables, about, speech):
    return []


def shown(tables, about, speech):
    return []


def figures(tables, about, speech):
    return {}
