"""What is wrong with a library, and its repair: one file for each thing that is looked at."""
