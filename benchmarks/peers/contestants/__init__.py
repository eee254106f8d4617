"""Programs of the peers, one file each; each is run by the Python of its own environment, with the files beside it in reach."""
