"""The dispatcher's desk: a plan in memory, what may be changed in it, and what that does to it.

Times come from ``schedule()`` only, every saved version passes ``check()``,
and what a preview says is what is saved: both go the same way here.
"""
