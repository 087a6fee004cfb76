"""Evidence images: pages, slides and pictures rendered from the kept original, with regions marked."""
