import Foundation

/// The paths of the model process's API.
struct Router: Sendable {
    private static let version = "0.1.0"

    let model: FoundationModel
    let nonce: String

    func answer(_ request: Request, to connection: Connection) async throws {
        switch (request.path, request.method) {
        case ("/health", "GET"):
            try await send(health(), request, connection)
        case ("/v1/models", "GET"):
            try await send(models(), request, connection)
        case ("/v1/chat/completions", "POST"):
            try await complete(request, connection)
        case ("/health", _), ("/v1/models", _), ("/v1/chat/completions", _):
            try await send(.error(405, "invalid_request", "there is no such method here"), request, connection)
        default:
            try await send(.error(404, "invalid_request", "there is no such path"), request, connection)
        }
    }

    private func health() -> Answer {
        let reason = model.unavailableReason
        var document: [String: Any] = [
            "status": reason == nil ? "ok" : "degraded",
            "model_available": reason == nil,
            "version": Self.version,
            "platform": "macOS " + ProcessInfo.processInfo.operatingSystemVersionString,
        ]
        if let reason {
            document["unavailable_reason"] = reason
        }
        return .json(200, document, fields: nonce.isEmpty ? [:] : ["X-Pylon-Bridge-Nonce": nonce])
    }

    private func models() -> Answer {
        let model: [String: Any] = [
            "id": FoundationModel.name, "object": "model", "created": 0, "owned_by": "apple",
        ]
        return .json(200, ["object": "list", "data": [model]])
    }

    private func complete(_ request: Request, _ connection: Connection) async throws {
        let chat: ChatRequest
        do {
            chat = try ChatRequest(request.body)
        } catch let wrong as ChatRequest.Wrong {
            try await send(.error(400, "invalid_request", wrong.why), request, connection)
            return
        }
        if chat.stream {
            try await stream(chat, request, connection)
            return
        }
        let answer: Answer
        do {
            answer = whole(try await model.respond(to: chat))
        } catch let failure as FoundationModel.Failure {
            answer = Self.refusal(failure)
        }
        try await send(answer, request, connection)
    }

    /// An error before the first piece is an answer of its own; after it, an event, and no `[DONE]`.
    private func stream(_ chat: ChatRequest, _ request: Request, _ connection: Connection) async throws {
        let id = Self.id()
        var begun = false
        do {
            try await model.stream(chat) { piece in
                if !begun {
                    begun = true
                    try await connection.send(Answer.streamHead(close: !request.keepAlive))
                }
                if connection.isGone { throw Connection.Gone() }
                try await connection.send(Answer.event(Self.chunk(id, ["content": piece], nil)))
            }
        } catch let failure as FoundationModel.Failure {
            let refusal = Self.refusal(failure)
            if begun {
                try await connection.send(Answer.event(refusal.body) + Answer.endOfStream)
            } else {
                try await send(refusal, request, connection)
            }
            return
        }
        if !begun {
            try await connection.send(Answer.streamHead(close: !request.keepAlive))
        }
        try await connection.send(
            Answer.event(Self.chunk(id, [:], "stop")) + Answer.event(Data("[DONE]".utf8)) + Answer.endOfStream)
    }

    private func whole(_ text: String) -> Answer {
        let choice: [String: Any] = [
            "index": 0, "message": ["role": "assistant", "content": text], "finish_reason": "stop",
        ]
        return .json(
            200,
            [
                "id": Self.id(),
                "object": "chat.completion",
                "created": Int(Date().timeIntervalSince1970),
                "model": FoundationModel.name,
                "choices": [choice],
            ])
    }

    private static func chunk(_ id: String, _ delta: [String: Any], _ finish: String?) -> [String: Any] {
        let choice: [String: Any] = [
            "index": 0, "delta": delta, "finish_reason": finish.map { $0 as Any } ?? NSNull(),
        ]
        return [
            "id": id,
            "object": "chat.completion.chunk",
            "created": Int(Date().timeIntervalSince1970),
            "model": FoundationModel.name,
            "choices": [choice],
        ]
    }

    private static func refusal(_ failure: FoundationModel.Failure) -> Answer {
        switch failure {
        case .unavailable(let why): .error(503, "model_unavailable", why)
        case .wrongRequest(let why): .error(400, "invalid_request", why)
        case .failed(let why): .error(500, "request_failed", why)
        }
    }

    private static func id() -> String {
        "chatcmpl-" + UUID().uuidString
    }

    private func send(_ answer: Answer, _ request: Request, _ connection: Connection) async throws {
        try await connection.send(answer.bytes(close: !request.keepAlive))
    }
}
