"""Law: what signs and hours let a vehicle do, read from OpenStreetMap tags."""
