"""The one number under which several lines know the same project. Identity only: each line keeps its own facts."""
