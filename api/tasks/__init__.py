"""What jobs do: a file a kind."""
