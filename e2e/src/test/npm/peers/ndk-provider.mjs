// Sells jobs that name it, with NDK's own classes: its feedback spells payment_required with an underscore.
import './older-node.mjs'
import { NDKDVMJobResult, NDKDVMRequest, NDKDvmJobFeedbackStatus } from '@nostr-dev-kit/ndk'
import { me, ndk, signer, subscribe } from './ndk.mjs'
import { encryption, fail, must, say } from './setting.mjs'
import { invoice, paid } from './wallet.mjs'

const hidden = encryption !== 'none'

async function reply(request, status, ...tags) {
  const feedback = request.createFeedback(status)
  if (hidden) {
    const inner = [...feedback.getMatchingTags('status'), ...tags]
    feedback.removeTag('status')
    feedback.tags.push(['encrypted'])
    feedback.content = JSON.stringify(inner)
    await feedback.encrypt(request.author, signer, encryption)
  } else {
    feedback.tags.push(...tags)
  }
  await feedback.publish()
}

async function serve(event) {
  const request = NDKDVMRequest.from(event)
  must(request.hasTag('encrypted') === hidden, 'the request is encrypted otherwise than asked for')
  let tags = request.tags
  if (hidden) {
    const opened = NDKDVMRequest.from(event)
    await opened.decrypt(request.author, signer)
    tags = JSON.parse(opened.content)
  }
  const text = tags.find(t => t[0] === 'i')[1]
  const due = await invoice(7000, `job ${request.id}`)
  await reply(request, NDKDvmJobFeedbackStatus.PayReq, ['amount', '7000', due.bolt11])
  await paid(due.paymentHash)
  await reply(request, NDKDvmJobFeedbackStatus.Processing)
  const result = new NDKDVMJobResult(ndk)
  result.jobRequest = request
  result.result = `NDK heard: ${text}`
  if (hidden) {
    result.tags.push(['encrypted'])
    await result.encrypt(request.author, signer, encryption)
  }
  await result.publish()
  say({ served: request.id, text })
}

await subscribe({ kinds: [5050], '#p': [me.pubkey], since: Math.floor(Date.now() / 1000) - 5 }, event =>
  serve(event).catch(fail),
)
say({ ready: me.pubkey })
