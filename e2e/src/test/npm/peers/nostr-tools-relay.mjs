import './older-node.mjs'
import { Relay, useWebSocketImplementation } from 'nostr-tools/relay'
import WebSocket from 'ws'
import { onauth, pubkey, publish, query, subscribe } from './nostr-tools.mjs'
import { fail, relay } from './setting.mjs'
import { steps } from './relay-steps.mjs'

useWebSocketImplementation(WebSocket)

async function count(filter) {
  const connection = await Relay.connect(relay)
  connection.onauth = onauth
  await new Promise(resolve => setTimeout(resolve, 200))
  await connection.auth(onauth)
  const counted = await connection.count([filter], {})
  connection.close()
  return counted
}

await steps({ pubkey, publish, query, live: subscribe, count }).catch(fail)
