"""Reading without a model: what a question asks for, and which words of a chunk answer it."""
