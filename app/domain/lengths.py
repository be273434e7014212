"""How long what a diagram names may be, so that every database can keep it."""

LONGEST_CODE = 64  # a process, a department
LONGEST_NAME = 200  # an element, an item of a multi-instance, a name
