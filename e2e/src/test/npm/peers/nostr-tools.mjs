// nostr-tools as both programs use it: a relay that asks for AUTH, and the two encryptions.
import './older-node.mjs'
import WebSocket from 'ws'
import { finalizeEvent, generateSecretKey, getPublicKey } from 'nostr-tools/pure'
import { SimplePool, useWebSocketImplementation } from 'nostr-tools/pool'
import * as nip04 from 'nostr-tools/nip04'
import * as nip44 from 'nostr-tools/nip44'
import { encryption, relay } from './setting.mjs'

useWebSocketImplementation(WebSocket)

export const secret = generateSecretKey()
export const pubkey = getPublicKey(secret)
export const onauth = async event => finalizeEvent(event, secret)
const pool = new SimplePool()

export async function publish(template) {
  const event = finalizeEvent({ created_at: Math.floor(Date.now() / 1000), ...template }, secret)
  await Promise.all(pool.publish([relay], event, { onauth }))
  return event
}

/** Calls for every event, and is done once what is stored has come. */
export function subscribe(filter, onevent) {
  return new Promise((resolve, reject) =>
    pool.subscribe([relay], filter, {
      onauth,
      onevent,
      oneose: resolve,
      onclose: reasons => reject(new Error(JSON.stringify(reasons))),
    }),
  )
}

export function query(filter) {
  return new Promise((resolve, reject) => {
    const found = []
    const asking = pool.subscribe([relay], filter, {
      onauth,
      onevent: event => found.push(event),
      oneose: () => {
        asking.close()
        resolve(found)
      },
      onclose: reasons => reject(new Error(JSON.stringify(reasons))),
    })
  })
}

export function encrypt(peer, text) {
  return encryption === 'nip04'
    ? nip04.encrypt(secret, peer, text)
    : nip44.encrypt(text, nip44.getConversationKey(secret, peer))
}

export function decrypt(peer, text) {
  return encryption === 'nip04'
    ? nip04.decrypt(secret, peer, text)
    : nip44.decrypt(text, nip44.getConversationKey(secret, peer))
}

export function close() {
  pool.destroy()
}
