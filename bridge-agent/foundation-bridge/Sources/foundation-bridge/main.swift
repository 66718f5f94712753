import Dispatch
import Foundation

// who reads our output may be gone
signal(SIGPIPE, SIG_IGN)

let arguments = CommandLine.arguments
guard arguments.count == 2, let port = UInt16(arguments[1]), port > 0 else {
    FileHandle.standardError.write(Data("usage: foundation-bridge PORT\n".utf8))
    exit(2)
}

let nonce = ProcessInfo.processInfo.environment["PYLON_BRIDGE_NONCE"] ?? ""
let router = Router(model: FoundationModel(), nonce: nonce)
let server = Server(router: router)

do {
    try server.start(port: port)
} catch {
    say("port \(port) can't be listened on: \(error)")
    exit(5)
}

// Started by an agent, it never outlives it: the agent holds the other end of its input.
if !nonce.isEmpty {
    Thread.detachNewThread {
        while !FileHandle.standardInput.availableData.isEmpty {}
        exit(0)
    }
}

dispatchMain()
