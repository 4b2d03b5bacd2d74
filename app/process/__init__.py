"""The process file: reads it, names it, documents it."""
