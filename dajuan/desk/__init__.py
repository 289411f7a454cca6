"""What stands across lines: cockpit, workbench, public pages, command line."""
