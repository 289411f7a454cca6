"""Dajuan (答卷): the system by which a development zone does its year's work and answers for it."""
