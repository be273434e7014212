"""One day in a centre: its people's stories told over HTTP in order of time, with what must be seen of each."""
