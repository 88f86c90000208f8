"""CASES GENERATED FOR REVIEW: what a reader of the contract has to look at, with the answer that the contract gives today.

factors     what the verdict on an action turns on, each with the values that make a difference: `Factor`
covering    few rows in which every combination of so many values occurs
solving     values that put quantities which are compared where they are wanted
boundaries  the values just below, at and just above each threshold, in a case in which they matter
cases       rows as cases with their answers, and as a file of cases
"""
