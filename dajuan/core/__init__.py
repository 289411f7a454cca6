"""What two rooms need: records, people, places, companies, dossiers, tickets."""
