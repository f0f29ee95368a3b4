"""One file per process of the month: compiled rules that read like sentences about one plot, person or collective."""
