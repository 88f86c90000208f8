"""This file defines how much of a contract is read, at the most."""

MAX_FILES = 1_000
MAX_BYTES = 8 * 1024 * 1024  # of one file
MAX_PIECES = 100_000  # lists, mappings, keys and values of one file; a thousand terms have some thirty thousand
MAX_NESTING = 40  # lists and mappings within each other
MAX_PROBLEMS = 100  # of one file
MAX_PARTS = 100_000  # of all conditions of a contract together, in normal form
