import Foundation
import FoundationModels

/// Apple's on-device model. Every completion has a session of its own: nothing is remembered from one
/// caller to the next, and a session answers one request at a time.
struct FoundationModel: Sendable {
    static let name = "apple-on-device"

    enum Failure: Error {
        case unavailable(String)
        case wrongRequest(String)
        case failed(String)
    }

    /// Why the model is not available; nil if it is.
    var unavailableReason: String? {
        switch SystemLanguageModel.default.availability {
        case .available:
            nil
        case .unavailable(.appleIntelligenceNotEnabled):
            "apple_intelligence_not_enabled"
        case .unavailable(.deviceNotEligible):
            "device_not_eligible"
        case .unavailable(.modelNotReady):
            "model_not_ready"
        case .unavailable:
            "unknown"
        }
    }

    func respond(to request: ChatRequest) async throws(Failure) -> String {
        do {
            let (session, prompt) = try makeSession(request)
            return try await session.respond(to: prompt, options: options(request)).content
        } catch {
            throw Self.translate(error)
        }
    }

    /// Each piece of text as it comes. The framework tells the whole text so far each time, so the
    /// piece is what is new in it; what has been sent can't be taken back.
    func stream(_ request: ChatRequest, _ piece: (String) async throws -> Void) async throws {
        do {
            let (session, prompt) = try makeSession(request)
            var sent = ""
            for try await snapshot in session.streamResponse(to: prompt, options: options(request)) {
                let text = snapshot.content
                // by bytes: an accent that comes later changes the character that was sent
                guard text.utf8.starts(with: sent.utf8) else {
                    throw Failure.failed("the model has changed text that was already sent")
                }
                let new = String(decoding: text.utf8.dropFirst(sent.utf8.count), as: UTF8.self)
                if !new.isEmpty {
                    try await piece(new)
                    sent = text
                }
            }
        } catch let gone as Connection.Gone {
            throw gone
        } catch {
            throw Self.translate(error)
        }
    }

    private func makeSession(_ request: ChatRequest) throws(Failure) -> (LanguageModelSession, String) {
        guard unavailableReason == nil else {
            throw .unavailable("the model is not available: \(unavailableReason ?? "unknown")")
        }
        var entries: [Transcript.Entry] = []
        let instructions = request.messages
            .filter { $0.role == .system || $0.role == .developer }
            .map(\.text)
            .joined(separator: "\n")
        if !instructions.isEmpty {
            entries.append(
                .instructions(Transcript.Instructions(segments: Self.text(instructions), toolDefinitions: [])))
        }
        for message in request.messages.dropLast() {
            switch message.role {
            case .user:
                entries.append(.prompt(Transcript.Prompt(segments: Self.text(message.text))))
            case .assistant:
                entries.append(.response(Transcript.Response(assetIDs: [], segments: Self.text(message.text))))
            case .system, .developer:
                break
            }
        }
        let session = LanguageModelSession(transcript: Transcript(entries: entries))
        return (session, request.messages.last?.text ?? "")
    }

    private static func text(_ content: String) -> [Transcript.Segment] {
        [.text(Transcript.TextSegment(content: content))]
    }

    private func options(_ request: ChatRequest) -> GenerationOptions {
        var options = GenerationOptions()
        options.maximumResponseTokens = request.maxTokens
        // OpenAI's goes to 2, Apple's to 1
        options.temperature = request.temperature.map { min(max($0, 0), 1) }
        if let topK = request.topK {
            options.sampling = .random(top: topK, seed: request.seed)
        } else if let topP = request.topP, topP > 0, topP <= 1 {
            options.sampling = .random(probabilityThreshold: topP, seed: request.seed)
        } else if request.temperature == 0 {
            options.sampling = .greedy
        }
        return options
    }

    private static func translate(_ error: any Error) -> Failure {
        switch error {
        case let known as Failure:
            known
        case let failure as LanguageModelSession.GenerationError:
            switch failure {
            case .exceededContextWindowSize:
                .wrongRequest("the prompt is longer than the model's context window")
            case .guardrailViolation:
                .wrongRequest("the model's guardrails refuse this request")
            case .unsupportedLanguageOrLocale:
                .wrongRequest("the model does not speak this language")
            case .assetsUnavailable:
                .unavailable("the model's assets are not available")
            case .rateLimited, .concurrentRequests:
                .unavailable("the system lets the model do no more at this time")
            default:
                .failed(failure.localizedDescription)
            }
        default:
            .failed(error.localizedDescription)
        }
    }
}
