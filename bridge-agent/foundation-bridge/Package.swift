// swift-tools-version:6.2
import PackageDescription

let package = Package(
    name: "foundation-bridge",
    platforms: [.macOS(.v26)],
    targets: [
        .executableTarget(name: "foundation-bridge")
    ],
    swiftLanguageModes: [.v5]
)
