"""Settings, addresses and the list of lines."""
