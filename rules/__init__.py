"""The process as pure functions: plain values in, a decision with its reasons out."""
