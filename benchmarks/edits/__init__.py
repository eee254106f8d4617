"""What a reply says when it writes a change as edits, and when it writes the whole file."""
