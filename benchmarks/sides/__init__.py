"""The licence of licence.yaml in other engines, for benchmarks/peers.py."""
