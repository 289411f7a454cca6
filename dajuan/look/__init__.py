"""Templates, static files and template tags of every page. No tables."""
