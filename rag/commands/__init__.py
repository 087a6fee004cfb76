"""One file for each command of `python -m rag`: its options, and how its result is printed."""
