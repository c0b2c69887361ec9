// Replaced by the wiring of the executable.
