"""The centre's rules without a database: working days, limits, lights, states, roles, numbers, ledger."""
