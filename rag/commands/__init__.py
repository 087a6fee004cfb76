"""One file for each command of a library: its options, and how its result is printed. `table` lists them."""
