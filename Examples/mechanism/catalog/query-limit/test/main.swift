// Runs on the host: `test/run`.

precondition(!isTooLong(0, limit: 256))
precondition(!isTooLong(256, limit: 256))
precondition(isTooLong(257, limit: 256))
print("query-limit: ok")
