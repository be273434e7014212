"""Time: due rows are fired, what must be told outside is sent, and a demonstration's clock is stepped."""
