import './older-node.mjs'
import { NDKEvent } from '@nostr-dev-kit/ndk'
import { me, ndk, subscribe } from './ndk.mjs'
import { fail } from './setting.mjs'
import { steps } from './relay-steps.mjs'

async function publish(template) {
  const event = new NDKEvent(ndk, template)
  await event.publish()
  return event
}

async function query(filter) {
  return [...(await ndk.fetchEvents(filter, { groupable: false }))]
}

async function count(filter) {
  return (await ndk.count(filter)).count
}

await steps({ pubkey: me.pubkey, publish, query, live: subscribe, count }).catch(fail)
