"""What the service stands: faults at any moment, and many readers at once."""
