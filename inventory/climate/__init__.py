"""What is found in readings, and the doors by which they come in."""
