"""The commands, a file each; light to import, so `termintreu --help` answers at once."""
