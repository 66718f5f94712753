import Foundation

/// What a completion is asked for.
struct ChatRequest: Sendable {
    struct Wrong: Error {
        let why: String
    }

    enum Role: String, Sendable {
        case system, developer, user, assistant
    }

    struct Message: Sendable {
        let role: Role
        let text: String
    }

    let messages: [Message]
    let stream: Bool
    let maxTokens: Int?
    let temperature: Double?
    let topP: Double?
    let topK: Int?
    let seed: UInt64?

    init(_ body: Data) throws(Wrong) {
        guard let parsed = try? JSONSerialization.jsonObject(with: body) else {
            throw Wrong(why: "the body is not JSON")
        }
        guard let object = parsed as? [String: Any], let list = object["messages"] as? [Any], !list.isEmpty
        else {
            throw Wrong(why: "messages must be a list with at least one message")
        }
        var read: [Message] = []
        for entry in list {
            read.append(try Self.message(entry))
        }
        guard read.last?.role == .user else {
            throw Wrong(why: "the last message must be the user's")
        }
        if let model = object["model"], model as? String != FoundationModel.name {
            throw Wrong(why: "there is no model '\(model)', only '\(FoundationModel.name)'")
        }
        messages = read
        stream = try Self.flag(object, "stream") ?? false
        let most = try Self.whole(object, "max_tokens", from: 1)
        let newer = try Self.whole(object, "max_completion_tokens", from: 1)
        maxTokens = most ?? newer
        temperature = try Self.number(object, "temperature")
        topP = try Self.number(object, "top_p")
        topK = try Self.whole(object, "top_k", from: 1)
        let wanted = try Self.whole(object, "seed", from: 0)
        seed = wanted.map(UInt64.init)
    }

    private static func message(_ entry: Any) throws(Wrong) -> Message {
        guard let object = entry as? [String: Any] else {
            throw Wrong(why: "each message is an object")
        }
        let said = object["role"] as? String ?? "user"
        guard let role = Role(rawValue: said) else {
            throw Wrong(why: "a role is system, user or assistant, not '\(said)'")
        }
        guard let text = object["content"] as? String else {
            throw Wrong(why: "each message has a content that is a text")
        }
        return Message(role: role, text: text)
    }

    /// In JSON read by Foundation, true is a number too; a number that is one is told apart by its type.
    private static func isFlag(_ value: Any) -> Bool {
        CFGetTypeID(value as AnyObject) == CFBooleanGetTypeID()
    }

    private static func flag(_ object: [String: Any], _ name: String) throws(Wrong) -> Bool? {
        guard let value = object[name] else { return nil }
        guard isFlag(value), let flag = value as? Bool else {
            throw Wrong(why: "\(name) is true or false")
        }
        return flag
    }

    private static func number(_ object: [String: Any], _ name: String) throws(Wrong) -> Double? {
        guard let value = object[name] else { return nil }
        guard !isFlag(value), let number = value as? NSNumber, number.doubleValue.isFinite else {
            throw Wrong(why: "\(name) is a number")
        }
        return number.doubleValue
    }

    private static func whole(_ object: [String: Any], _ name: String, from least: Int) throws(Wrong) -> Int? {
        guard let given = try Self.number(object, name) else { return nil }
        guard let whole = Int(exactly: given), whole >= least else {
            throw Wrong(why: "\(name) is a whole number from \(least)")
        }
        return whole
    }
}
