"""Other frameworks with an equal conversation; they run in the environment of the benchmark."""
