"""Order lists: what was understood, what was put right, what can be planned."""
