"""What administrators read in the log, the terminal, `doctor` and `probe`."""
