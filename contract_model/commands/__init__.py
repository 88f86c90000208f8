"""THE COMMANDS, one file each: arguments in, one call, print, exit code.

main       the group `contract`, and what becomes of errors
shell      what a shell completes
exits      the exit codes, the same for every command
output     how something told reaches the terminal, a pipe or a file
question   the arguments and options that state a case, the same for all commands that judge one
ask        an answer to a what-if event
why        the tree of reasons, of an answer or of a term
why_not    what stands in the way of another verdict
flip       what would change an answer
readings   the verdict under every combination of readings
evidence   the answer at each evidence floor
repl       a conversation; conversation has what its lines do, completion what a line can go on with
test       the cases of files run, and what came of them
lint       the flaws of contracts; solver has the option of the commands that ask about all cases at once
prove      the laws of a contract, each proved or refuted by a case
diff       what is different between two versions
check      a table of events, the verdict on each row
validate   all problems of contracts
cases      cases of an action, generated for review
snapshot   all verdicts of cases stored, and what has changed since
fmt        contracts and files of cases in the stable layout
show       a look into every stage of a contract
schema     the JSON Schemas
doctor     what is there on this machine
"""
