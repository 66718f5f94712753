// Buys one job: request, quote, payment, result.
import './older-node.mjs'
import { verifyEvent } from 'nostr-tools/pure'
import { close, decrypt, encrypt, publish, pubkey, subscribe } from './nostr-tools.mjs'
import { encryption, fail, must, prompt, provider, relay, say, tag } from './setting.mjs'
import { pay } from './wallet.mjs'

const hidden = encryption !== 'none'
const inner = [['i', prompt, 'text'], ['param', 'max_tokens', '64']]
const outer = [['bid', '50000'], ['relays', relay], ['output', 'text/plain'], ['p', provider]]
const request = await publish(
  hidden
    ? { kind: 5050, tags: [...outer, ['encrypted']], content: await encrypt(provider, JSON.stringify(inner)) }
    : { kind: 5050, tags: [...inner, ...outer], content: '' },
)
const statuses = []
let quote, paying

async function feedback(event) {
  const tags = hidden ? JSON.parse(await decrypt(event.pubkey, event.content)) : event.tags
  const status = tags.find(t => t[0] === 'status')
  statuses.push(status[1])
  if (status[1] === 'error') throw new Error(`refused: ${status[2]}`)
  if (status[1] === 'payment-required' && !paying) {
    const [, amount, bolt11] = tags.find(t => t[0] === 'amount')
    quote = { amount, bolt11 }
    paying = pay(bolt11)
  }
}

async function result(event) {
  must(verifyEvent(event), 'the signature of the result is wrong')
  must(tag(event, 'e')[1] === request.id, 'the e of the result is another')
  must(tag(event, 'p')[1] === pubkey, 'the p of the result is another')
  must(JSON.parse(tag(event, 'request')[1]).sig === request.sig, 'the request of the result is another')
  must(!!tag(event, 'encrypted') === hidden, 'the result is encrypted otherwise than the request')
  const text = hidden ? await decrypt(event.pubkey, event.content) : event.content
  say({ job: request.id, quote, preimage: await paying, statuses, author: event.pubkey, text })
  close()
  process.exit(0)
}

await subscribe({ kinds: [7000, 6050], '#e': [request.id], authors: [provider] }, event =>
  (event.kind === 7000 ? feedback(event) : result(event)).catch(fail),
)
