"""What rooms have alike: shelves of subjects with their lists, pages and forms. No tables, and no facts of any line."""
