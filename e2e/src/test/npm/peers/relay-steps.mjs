// What every client does with the relay: publish, query, page, count, search, live, delete. A client is
// {pubkey, publish(template), query(filter), live(filter, onevent), count(filter), pages(filter, size)}; what it
// can't do is left out, and so is what NIP-11 does not list.
import { must, relay, say } from './setting.mjs'

const AMOUNT = 12
const word = `w${Math.random().toString(36).slice(2, 10)}`
const start = Math.floor(Date.now() / 1000) - 1000

async function until(condition, otherwise) {
  for (let i = 0; i < 200; i++) {
    if (await condition()) return
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  throw new Error(otherwise)
}

/** All events, newest first, a page at a time: each asks for what is older than the last. */
async function paged(client, filter, size) {
  const ids = new Set()
  let pages = 0
  for (let end; ; pages++) {
    const page = await client.query({ ...filter, limit: size, ...(end && { until: end }) })
    if (page.length === 0) return { ids, pages }
    must(page.length <= size, `a page of ${page.length}`)
    page.forEach(event => ids.add(event.id))
    end = Math.min(...page.map(event => event.created_at)) - 1
  }
}

export async function steps(client) {
  const document = await (await fetch(relay.replace('ws', 'http'), { headers: { accept: 'application/nostr+json' } })).json()
  const done = []
  const mine = { kinds: [1], authors: [client.pubkey] }

  const ids = []
  for (let i = 0; i < AMOUNT; i++) {
    const note = { kind: 1, created_at: start + i, tags: [['t', word]], content: `${word} note ${i}` }
    ids.push((await client.publish(note)).id)
  }
  done.push('publish')

  const found = await client.query({ ...mine, '#t': [word], limit: 5 })
  must(found.map(e => e.id).sort().join() === ids.slice(-5).sort().join(), 'not the five newest')
  done.push('query')

  const pages = await paged(client, mine, 5)
  must(pages.ids.size === AMOUNT && pages.pages === 3, `${pages.ids.size} events on ${pages.pages} pages`)
  done.push('page')

  if (document.supported_nips.includes(45) && client.count) {
    const count = await client.count(mine)
    must(count === AMOUNT, `counted ${count}`)
    done.push('count')
  }
  if (document.supported_nips.includes(50)) {
    await until(async () => (await client.query({ ...mine, search: word })).length === AMOUNT, 'not found by search')
    must((await client.query({ ...mine, search: `no${word}` })).length === 0, 'found what is not there')
    done.push('search')
  }

  if (client.live) {
    const seen = []
    await client.live({ ...mine, since: start + AMOUNT }, event => seen.push(event.id))
    const late = await client.publish({ kind: 1, created_at: start + AMOUNT, tags: [['t', word]], content: 'late' })
    await until(() => seen.includes(late.id), 'not told of a new event')
    must(seen.length === 1, 'told of others too')
    done.push('live')
  }

  await client.publish({ kind: 5, tags: [['e', ids[0]], ['k', '1']], content: '' })
  await until(async () => (await client.query({ ids: [ids[0]] })).length === 0, 'still there after its deletion')
  must((await client.query({ ids: [ids[1]] })).length === 1, 'another is deleted too')
  done.push('delete')

  say({ done, nips: document.supported_nips })
  process.exit(0)
}
