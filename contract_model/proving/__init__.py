"""PROVING: questions about all cases of a contract at once, answered by a solver. Every answer is a proof, or a case that anyone can ask.

solver     conditions as formulas of z3, and values that make them true; the one door to z3
world      the cases that there are for one action under one version, and one of them in which some conditions hold
inspection what all checks of a contract share: term_flaws, verdict_flaws and word_flaws have them, lint runs them
laws       whether what a contract says must always hold does
redline    the events that two versions treat differently; written_changes has what is written differently

Unknown facts and open readings are free variables here, so there is no third truth: a proof covers every way in which a case can turn out.
Whatever the solver finds is judged once more by meaning/; that the two differ is an error of ours.
"""
