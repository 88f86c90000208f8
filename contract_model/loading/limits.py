"""This file defines how much of a contract is read, at the most."""

MAX_FILES = 1_000
MAX_BYTES = 8 * 1024 * 1024  # of one file
