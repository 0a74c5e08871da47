"""What enters and what stays: files read in, documents written out, sample days."""
