import './older-node.mjs'
import WebSocket from 'ws'
import { generateSecretKey, getPublicKey } from 'nostr-tools/pure'
import { createRxBackwardReq, createRxForwardReq, createRxNostr } from 'rx-nostr'
import { seckeySigner, verifier } from 'rx-nostr-crypto'
import { lastValueFrom, toArray } from 'rxjs'
import { fail, relay } from './setting.mjs'
import { steps } from './relay-steps.mjs'

const secret = generateSecretKey()
const signer = seckeySigner(Buffer.from(secret).toString('hex'))
const rx = createRxNostr({ verifier, signer, authenticator: 'auto', websocketCtor: WebSocket })
rx.setDefaultRelays([relay])

async function publish(template) {
  const event = await signer.signEvent({ created_at: Math.floor(Date.now() / 1000), ...template })
  const answers = await lastValueFrom(rx.send(event).pipe(toArray()))
  const last = answers.at(-1)
  if (!last?.ok) throw new Error(`not accepted: ${JSON.stringify(answers)}`)
  return event
}

async function query(filter) {
  const asking = createRxBackwardReq()
  const found = lastValueFrom(rx.use(asking).pipe(toArray()))
  asking.emit(filter)
  asking.over()
  return (await found).map(packet => packet.event)
}

async function live(filter, onevent) {
  const asking = createRxForwardReq()
  rx.use(asking).subscribe(packet => onevent(packet.event))
  asking.emit(filter)
}

await steps({ pubkey: getPublicKey(secret), publish, query, live }).catch(fail)
