"""Plan the rest of a day that has begun: what has happened stays, and little else changes."""
