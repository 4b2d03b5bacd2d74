"""The scratch lists of the sandbox that the probe asks."""

SCRATCH, OTHER = "901200000091", "901200000092"
