"""DURABLE-RULES AS AN ENGINE: forward chaining from what is known of a case to the verdict.

availability  whether durable-rules is there at all
rules         a program as a network of rules over literals, stratum by stratum: data that one can print
session       the only door to durable-rules, kept to the part of it that is safe
engine        networks kept and run, one for each program
"""
