"""What walls cost: a solution behind each of them beside the same program as a plain subprocess."""
