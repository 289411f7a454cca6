"""Division codes, areas of the zone, geometry."""
