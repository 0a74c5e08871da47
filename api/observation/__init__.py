"""What an operator sees of the service: its log and its figures, both without personal data."""
