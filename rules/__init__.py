"""The process as pure functions: plain values go in, a decision with its reasons comes out."""
