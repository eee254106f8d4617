"""Programs of the peers, one file each; each is run as a module by the Python of its own environment, so that it finds `reading`."""
