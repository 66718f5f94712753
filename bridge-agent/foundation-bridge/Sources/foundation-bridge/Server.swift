import Foundation
import Network

/// Listens on 127.0.0.1 alone.
final class Server: Sendable {
    private static let maxConnections = 64

    private let router: Router
    private let queue = DispatchQueue(label: "dev.pylon.foundation-bridge.listener")
    private let open = OpenConnections()

    init(router: Router) {
        self.router = router
    }

    func start(port: UInt16) throws {
        let parameters = NWParameters.tcp
        // else a restart would wait for the old connections to be forgotten; should somebody else
        // listen there too, the agent tells us apart by the nonce
        parameters.allowLocalEndpointReuse = true
        parameters.requiredLocalEndpoint = .hostPort(
            host: .ipv4(.loopback), port: NWEndpoint.Port(rawValue: port)!)
        let listener = try NWListener(using: parameters)
        listener.stateUpdateHandler = { state in
            switch state {
            case .ready:
                say("foundation-bridge ready on port \(port)")
            case .failed(let error), .waiting(let error):
                say("port \(port) can't be listened on: \(error)")
                exit(5)
            default:
                break
            }
        }
        let router = self.router
        let open = self.open
        listener.newConnectionHandler = { accepted in
            guard open.enter(upTo: Self.maxConnections) else {
                accepted.cancel()
                return
            }
            let connection = Connection(accepted)
            Task {
                await connection.serve(with: router)
                open.leave()
            }
        }
        listener.start(queue: queue)
        kept.set(listener)
    }

    private let kept = Kept()
}

/// Keeps the listener alive.
private final class Kept: @unchecked Sendable {
    private let lock = NSLock()
    private var listener: NWListener?

    func set(_ listener: NWListener) {
        lock.withLock { self.listener = listener }
    }
}

private final class OpenConnections: @unchecked Sendable {
    private let lock = NSLock()
    private var count = 0

    func enter(upTo limit: Int) -> Bool {
        lock.withLock {
            guard count < limit else { return false }
            count += 1
            return true
        }
    }

    func leave() {
        lock.withLock { count -= 1 }
    }
}
