"""What :func:`routing.check.check` verifies, a file a subject; nothing here is shared with what makes plans."""
