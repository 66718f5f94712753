import Foundation
import Network

/// One caller's connection: requests one after another, each answered before the next is read.
final class Connection: @unchecked Sendable {
    struct Gone: Error {}

    private static let piece = 64 * 1024
    private static let idle: Duration = .seconds(30)

    private let network: NWConnection

    init(_ network: NWConnection) {
        self.network = network
    }

    func serve(with router: Router) async {
        network.start(queue: DispatchQueue(label: "dev.pylon.foundation-bridge.connection"))
        defer { network.cancel() }
        var reader = RequestReader()
        do {
            while true {
                let request: Request
                do {
                    request = try await next(&reader)
                } catch let wrong as RequestReader.Wrong {
                    try await send(Answer.error(wrong.status, "invalid_request", wrong.why).bytes(close: true))
                    return
                }
                try await router.answer(request, to: self)
                if !request.keepAlive { return }
            }
        } catch {
            // the caller went away
        }
    }

    private func next(_ reader: inout RequestReader) async throws -> Request {
        while true {
            if let request = try reader.next() { return request }
            if reader.wantsContinue() {
                try await send(Data("HTTP/1.1 100 Continue\r\n\r\n".utf8))
            }
            reader.take(try await receive())
        }
    }

    /// The next bytes, however few; fails when the other side has ended or stays silent.
    private func receive() async throws -> Data {
        let silence = Task {
            try await Task.sleep(for: Self.idle)
            self.network.cancel()
        }
        defer { silence.cancel() }
        return try await withCheckedThrowingContinuation { continuation in
            network.receive(minimumIncompleteLength: 1, maximumLength: Self.piece) { data, _, _, error in
                if let data, !data.isEmpty {
                    continuation.resume(returning: data)
                } else {
                    continuation.resume(throwing: error ?? Gone())
                }
            }
        }
    }

    /// Returns when all of it is on its way; fails when the other side has gone.
    func send(_ data: Data) async throws {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, Error>) in
            network.send(
                content: data,
                completion: .contentProcessed { error in
                    if let error {
                        continuation.resume(throwing: error)
                    } else {
                        continuation.resume()
                    }
                })
        }
    }

    var isGone: Bool {
        switch network.state {
        case .failed, .cancelled: true
        default: false
        }
    }
}
