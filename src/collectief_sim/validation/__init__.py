"""Validation: does the model show, without being told, what is known about collectives? (patterns P1-P15)"""
