// Buys one job with NDK's own classes for it: request, quote, payment, result.
import './older-node.mjs'
import { NDKDVMJobFeedback, NDKDVMJobResult, NDKDVMRequest } from '@nostr-dev-kit/ndk'
import { me, ndk, signer, subscribe } from './ndk.mjs'
import { encryption, fail, must, prompt, provider, relay, say } from './setting.mjs'
import { pay } from './wallet.mjs'

const hidden = encryption !== 'none'
const seller = ndk.getUser({ pubkey: provider })
const request = new NDKDVMRequest(ndk, { kind: 5050, content: '', tags: [] })
request.addInput(prompt, 'text')
request.addParam('max_tokens', '64')
request.bid = 50_000
request.tags.push(['relays', relay])
if (encryption === 'nip44') {
  await request.encryption(seller)
} else if (encryption === 'nip04') {
  request.content = JSON.stringify(request.tags)
  request.tags = [['p', provider], ['encrypted']]
  await request.encrypt(seller, signer, 'nip04')
} else {
  request.dvm = seller
}
await request.sign()
const statuses = []
let quote, paying

async function feedback(event) {
  const said = await NDKDVMJobFeedback.from(event)
  statuses.push(said.status)
  if (said.status === 'error') throw new Error(`refused: ${JSON.stringify(said.tags)}`)
  if (said.status === 'payment-required' && !paying) {
    const [, amount, bolt11] = said.getMatchingTags('amount')[0]
    quote = { amount, bolt11 }
    paying = pay(bolt11)
  }
}

async function result(event) {
  const said = NDKDVMJobResult.from(event)
  must(said.verifySignature(false), 'the signature of the result is wrong')
  must(said.jobRequestId === request.id, 'the result is of another job')
  must(said.jobRequest.sig === request.sig, 'the request of the result is another')
  must(said.tagValue('p') === me.pubkey, 'the p of the result is another')
  must(said.hasTag('encrypted') === hidden, 'the result is encrypted otherwise than the request')
  if (hidden) await said.decrypt(seller, signer)
  say({ job: request.id, quote, preimage: await paying, statuses, author: event.pubkey, text: said.result })
  process.exit(0)
}

await subscribe({ kinds: [7000, 6050], '#e': [request.id], authors: [provider] }, event =>
  (event.kind === 7000 ? feedback(event) : result(event)).catch(fail),
)
await request.publish()
