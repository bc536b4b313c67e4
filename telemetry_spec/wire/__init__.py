"""HTTP and the encodings that payloads travel in, for clients, servers and captures alike."""
