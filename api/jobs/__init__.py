"""Jobs: who works on them, in which process, and how those who wait hear of it."""
