import Foundation

struct Request: Sendable {
    let method: String
    let path: String
    let keepAlive: Bool
    let body: Data
}

/// Puts HTTP/1.1 requests together from the pieces in which they come: RFC 9112, with a
/// Content-Length or chunked.
struct RequestReader {
    struct Wrong: Error {
        let status: Int
        let why: String
    }

    private static let maxHead = 16 * 1024
    private static let maxBody = 1024 * 1024
    private static let endOfHead = Data("\r\n\r\n".utf8)
    private static let endOfLine = Data("\r\n".utf8)

    private struct Head {
        let method: String
        let path: String
        let keepAlive: Bool
        let chunked: Bool
        let length: Int
        var toldToContinue: Bool
    }

    private var buffer = Data()
    private var head: Head?
    private var chunks = Data()

    mutating func take(_ piece: Data) {
        buffer.append(piece)
    }

    /// Once for each request that waits for it before it sends its body.
    mutating func wantsContinue() -> Bool {
        guard let waiting = head, !waiting.toldToContinue else { return false }
        head?.toldToContinue = true
        return true
    }

    /// The next whole request; nil if more bytes are needed.
    mutating func next() throws(Wrong) -> Request? {
        if head == nil {
            head = try readHead()
        }
        guard let known = head, let body = try known.chunked ? readChunks() : readBody(known.length) else {
            return nil
        }
        head = nil
        chunks = Data()
        return Request(method: known.method, path: known.path, keepAlive: known.keepAlive, body: body)
    }

    private mutating func readHead() throws(Wrong) -> Head? {
        guard let end = buffer.range(of: Self.endOfHead) else {
            if buffer.count > Self.maxHead {
                throw Wrong(status: 400, why: "the request's head is over 16 KiB")
            }
            return nil
        }
        guard let text = String(data: buffer[..<end.lowerBound], encoding: .utf8) else {
            throw Wrong(status: 400, why: "the request's head is not text")
        }
        buffer = Data(buffer[end.upperBound...])
        let lines = text.components(separatedBy: "\r\n")
        let first = lines[0].split(separator: " ")
        guard first.count == 3, first[2].hasPrefix("HTTP/1.") else {
            throw Wrong(status: 400, why: "the request's first line is not HTTP/1.1's")
        }
        var fields: [String: String] = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else {
                throw Wrong(status: 400, why: "a header field has no colon")
            }
            let name = line[..<colon].lowercased()
            let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
            // two lengths of one body are how requests are smuggled
            if name == "content-length" || name == "transfer-encoding", fields[name] != nil {
                throw Wrong(status: 400, why: "\(name) stands there twice")
            }
            fields[name] = value
        }
        let chunked = fields["transfer-encoding"]?.lowercased() == "chunked"
        if fields["transfer-encoding"] != nil, !chunked || fields["content-length"] != nil {
            throw Wrong(status: 400, why: "the body is chunked or has a length, not both and nothing else")
        }
        let said = fields["content-length"] ?? "0"
        guard let length = Int(said), length >= 0, said.allSatisfy(\.isNumber) else {
            throw Wrong(status: 400, why: "content-length is a whole number")
        }
        guard length <= Self.maxBody else {
            throw Wrong(status: 400, why: "the body is over 1 MiB")
        }
        let connection = fields["connection"]?.lowercased() ?? ""
        return Head(
            method: String(first[0]),
            path: String(first[1].split(separator: "?", maxSplits: 1).first ?? ""),
            keepAlive: first[2] == "HTTP/1.1" ? connection != "close" : connection == "keep-alive",
            chunked: chunked,
            length: length,
            toldToContinue: fields["expect"]?.lowercased() != "100-continue")
    }

    private mutating func readBody(_ length: Int) -> Data? {
        guard buffer.count >= length else { return nil }
        let body = Data(buffer.prefix(length))
        buffer = Data(buffer.dropFirst(length))
        return body
    }

    private mutating func readChunks() throws(Wrong) -> Data? {
        while let end = buffer.range(of: Self.endOfLine) {
            let line = String(decoding: buffer[..<end.lowerBound], as: UTF8.self)
            let digits = line.split(separator: ";", omittingEmptySubsequences: false)[0]
                .trimmingCharacters(in: .whitespaces)
            guard let size = Int(digits, radix: 16), size >= 0, size <= Self.maxBody,
                chunks.count + size <= Self.maxBody
            else {
                throw Wrong(status: 400, why: "a chunk's size is wrong, or the body is over 1 MiB")
            }
            if size == 0 {
                return readTrailers(from: end.upperBound) ? chunks : nil
            }
            let from = end.upperBound
            guard buffer.endIndex - from >= size + Self.endOfLine.count else { return nil }
            chunks.append(buffer[from..<(from + size)])
            buffer = Data(buffer[(from + size + Self.endOfLine.count)...])
        }
        if buffer.count > Self.maxHead {
            throw Wrong(status: 400, why: "a chunk's size is too long")
        }
        return nil
    }

    /// What follows the last chunk is read and forgotten.
    private mutating func readTrailers(from start: Data.Index) -> Bool {
        var from = start
        while let end = buffer[from...].range(of: Self.endOfLine) {
            if end.lowerBound == from {
                buffer = Data(buffer[end.upperBound...])
                return true
            }
            from = end.upperBound
        }
        return false
    }
}
