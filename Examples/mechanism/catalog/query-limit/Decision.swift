// The decision by itself, which knows nothing of C or of images: `test/run` tries it on the host.

/// Tells whether a target of so many bytes is to be refused.
func isTooLong(_ byteCount: Int, limit: Int) -> Bool { byteCount > limit }
