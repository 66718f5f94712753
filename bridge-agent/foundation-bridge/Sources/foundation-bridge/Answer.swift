import Foundation

/// Answers as OpenAI's API has them.
struct Answer {
    let status: Int
    let body: Data
    var fields: [String: String] = [:]

    static func json(_ status: Int, _ document: [String: Any], fields: [String: String] = [:]) -> Answer {
        let body =
            (try? JSONSerialization.data(withJSONObject: document, options: [.sortedKeys]))
            ?? Data("{}".utf8)
        return Answer(status: status, body: body, fields: fields)
    }

    static func error(_ status: Int, _ code: String, _ message: String) -> Answer {
        json(status, ["error": ["message": message, "type": code, "code": code]])
    }

    func bytes(close: Bool) -> Data {
        var head = "HTTP/1.1 \(status) \(Self.reason(status))\r\n"
        head += "Content-Type: application/json\r\nContent-Length: \(body.count)\r\n"
        for (name, value) in fields {
            head += "\(name): \(value)\r\n"
        }
        head += close ? "Connection: close\r\n\r\n" : "\r\n"
        return Data(head.utf8) + body
    }

    /// A stream's length is not known, so it ends with a chunk of none.
    static func streamHead(close: Bool) -> Data {
        var head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
        head += "Cache-Control: no-store\r\nTransfer-Encoding: chunked\r\n"
        head += close ? "Connection: close\r\n\r\n" : "\r\n"
        return Data(head.utf8)
    }

    static func event(_ data: Data) -> Data {
        let event = Data("data: ".utf8) + data + Data("\n\n".utf8)
        return Data("\(String(event.count, radix: 16))\r\n".utf8) + event + Data("\r\n".utf8)
    }

    static func event(_ document: [String: Any]) -> Data {
        event((try? JSONSerialization.data(withJSONObject: document, options: [.sortedKeys])) ?? Data("{}".utf8))
    }

    static let endOfStream = Data("0\r\n\r\n".utf8)

    private static func reason(_ status: Int) -> String {
        switch status {
        case 200: "OK"
        case 400: "Bad Request"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 503: "Service Unavailable"
        default: "Internal Server Error"
        }
    }
}
