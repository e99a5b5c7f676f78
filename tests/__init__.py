"""A regular package: an installed library that brings its own `tests` is not taken for it."""
