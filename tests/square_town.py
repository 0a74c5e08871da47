"""A square of streets whose northern side is the straight way; round the south it is ten times as far."""

SQUARE = """
z--a--b
   |  |
   |  |
   |  |
   |  |
   |  |
   |  |
   |  |
   d--c--y
"""

SOUTH = {"bc": "", "cd": "", "da": "", "za": "", "cy": ""}
"""All streets but the northern one; at the dead ends z and y vehicles turn round: a bare ring falls apart in two."""
