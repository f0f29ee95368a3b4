"""The report of an experiment: an answer in words, figures and tables, in one file that needs nothing else."""
