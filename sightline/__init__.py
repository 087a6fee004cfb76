"""The command `sightline`: every command of the faces below it under one name, with no logic of its own."""
