"""WHAT IS ASKED: a sentence, data or options become a case; what was understood is told, and what was not is refused."""
