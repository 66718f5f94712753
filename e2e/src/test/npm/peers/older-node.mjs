// What libraries expect to be global, and Node 18 does not have. Imported before them.
import { webcrypto } from 'node:crypto'
import WebSocket from 'ws'

globalThis.crypto ??= webcrypto
globalThis.WebSocket ??= WebSocket
