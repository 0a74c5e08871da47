"""Reading: from extracts, downloads and osmnx graphs to a road network."""
