import Foundation

/// A line for the log, at once: printed lines would wait in a buffer as long as output is a pipe.
func say(_ line: String) {
    try? FileHandle.standardOutput.write(contentsOf: Data((line + "\n").utf8))
}
