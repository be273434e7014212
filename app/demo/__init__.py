"""The demonstration: a real server, a whole centre played over HTTP, and a clock that runs fast."""
