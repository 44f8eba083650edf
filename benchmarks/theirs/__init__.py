"""Models of PyTorch that are put together as those of ``common``, with the same weights."""
