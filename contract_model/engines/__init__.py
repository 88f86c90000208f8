"""HOW PROGRAMS ARE EVALUATED: engines behind one small protocol.

trace      what an engine says of one case: the truth of every named condition, and how it got there
engine     the protocol, the engines by name, and which of them can be used here
rete       durable-rules: forward chaining, stratum by stratum (the default)
agree      an evaluation made twice, by an engine and by the definition, and compared
"""
