"""Commands behind the Makefile: running, checking and describing the notebooks."""
