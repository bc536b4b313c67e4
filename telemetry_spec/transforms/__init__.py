"""What is done to values on their way, and what is stored of a request in the end."""
