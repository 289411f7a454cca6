"""Problems: raised, dispatched, received, solved, confirmed."""
