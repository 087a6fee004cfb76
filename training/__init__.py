"""Makes the data of the pocket encoder, trains it and exports it. Imported by nothing that Sightline runs."""
