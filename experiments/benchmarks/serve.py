"""The other end of `workers.Worker`: makes one object and calls it as it is told."""

import os
import pickle
import sys
import traceback
from importlib import import_module
from typing import Any


def found(target: str) -> Any:
    """What a text such as ``package.module:name`` names."""
    module, name = target.split(":")
    return getattr(import_module(module), name)


def main() -> None:
    """Answer until nobody asks any more."""
    # What anybody prints must not get between the answers.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    questions = sys.stdin.buffer
    made: Any = None
    while True:
        try:
            name, arguments = pickle.load(questions)
        except EOFError:
            return
        try:
            if made is None:
                made = found(name)(*arguments)
                answer: Any = None
            else:
                answer = getattr(made, name)(*arguments)
            pickle.dump((True, answer), answers)
        except Exception:
            pickle.dump((False, traceback.format_exc()), answers)
        answers.flush()


if __name__ == "__main__":
    main()
