// nostr-fetch only reads, and does not answer AUTH: it reads kinds that need none, which nostr-tools has published.
import './older-node.mjs'
import { NostrFetcher } from 'nostr-fetch'
import WebSocket from 'ws'
import { pubkey, publish } from './nostr-tools.mjs'
import { fail, must, relay, say } from './setting.mjs'

const AMOUNT = 37

async function read() {
  const start = Math.floor(Date.now() / 1000) - 1000
  for (let i = 0; i < AMOUNT; i++) {
    await publish({ kind: 1, created_at: start + i, tags: [], content: `note ${i}` })
  }
  const fetcher = NostrFetcher.init({ webSocketConstructor: WebSocket })
  const filter = { kinds: [1], authors: [pubkey] }
  const all = await fetcher.fetchAllEvents([relay], filter, { since: start }, { limitPerReq: 10, sort: true })
  must(all.length === AMOUNT, `${all.length} events by pages of ten`)
  must(all[0].content === `note ${AMOUNT - 1}`, 'the newest is not the first')
  const newest = await fetcher.fetchLatestEvents([relay], filter, 5)
  must(newest.length === 5 && newest[4].content === `note ${AMOUNT - 5}`, 'not the five newest')
  const last = await fetcher.fetchLastEvent([relay], filter)
  must(last.id === newest[0].id, 'not the last')
  fetcher.shutdown()
  say({ done: ['page', 'query'] })
  process.exit(0)
}

await read().catch(fail)
