"""MUTATION: slips that drafters make, put into a contract one by one, to see whether its cases notice.

slip       what is changed in a contract, and where: `Slip`; the operators by name
wordings   slips within the text of a condition, a period or a trigger
drafting   slips of a whole contract: of its terms, facts, definitions, ambiguities and policies, in the order of its files
mutant     a contract with a slip in it, or why it does not load
programs   which programs a slip touches, and whether what they say is the same over all cases
trial      one slip judged: killed by a case, equivalent, or surviving
witness    a case that would kill a survivor
campaign   all slips of a contract against all cases, in parallel: `Mutation`
"""
