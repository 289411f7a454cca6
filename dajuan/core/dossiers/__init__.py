"""The one number under which several lines know the same project."""
