"""The programme's pages, one module per part of it."""
