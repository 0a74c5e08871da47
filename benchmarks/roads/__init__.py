"""How fast, and how right, the roads answer."""
