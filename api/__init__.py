"""Every door: command line and HTTP. Nothing here plans; it asks the parts that do."""
