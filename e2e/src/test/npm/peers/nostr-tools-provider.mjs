// Sells jobs that name it: quotes, waits for the money, answers.
import './older-node.mjs'
import { close, decrypt, encrypt, publish, pubkey, subscribe } from './nostr-tools.mjs'
import { encryption, fail, must, say, tag } from './setting.mjs'
import { invoice, paid } from './wallet.mjs'

const hidden = encryption !== 'none'

async function reply(request, tags) {
  const outer = [['e', request.id], ['p', request.pubkey]]
  return publish(
    hidden
      ? { kind: 7000, tags: [...outer, ['encrypted']], content: await encrypt(request.pubkey, JSON.stringify(tags)) }
      : { kind: 7000, tags: [...tags, ...outer], content: '' },
  )
}

async function serve(request) {
  must(!!tag(request, 'encrypted') === hidden, 'the request is encrypted otherwise than asked for')
  const tags = hidden ? JSON.parse(await decrypt(request.pubkey, request.content)) : request.tags
  const text = tags.find(t => t[0] === 'i')[1]
  const due = await invoice(7000, `job ${request.id}`)
  await reply(request, [['status', 'payment-required', '7 sat, please'], ['amount', '7000', due.bolt11]])
  await paid(due.paymentHash)
  await reply(request, [['status', 'processing']])
  const answer = `nostr-tools heard: ${text}`
  await publish({
    kind: 6050,
    tags: [
      ['request', JSON.stringify(request)],
      ['e', request.id],
      ['p', request.pubkey],
      ...(hidden ? [['encrypted']] : [tag(request, 'i')]),
    ],
    content: hidden ? await encrypt(request.pubkey, answer) : answer,
  })
  say({ served: request.id, text })
}

process.on('SIGTERM', () => {
  close()
  process.exit(0)
})
await subscribe({ kinds: [5050], '#p': [pubkey], since: Math.floor(Date.now() / 1000) - 5 }, request =>
  serve(request).catch(fail),
)
say({ ready: pubkey })
