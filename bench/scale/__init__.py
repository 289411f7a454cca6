"""Large ledgers in the products' own tables, and the parts of `./run bench figures`."""
