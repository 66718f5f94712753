// Pylon's wallet by its REST API, with the key of the account that pays or is paid.
import { randomUUID } from 'node:crypto'

async function call(method, path, body) {
  const answer = await fetch(process.env.WALLET + path, {
    method,
    headers: {
      authorization: `Bearer ${process.env.WALLET_KEY}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
    },
    body: body && JSON.stringify(body),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
  return JSON.parse(text)
}

export function invoice(amountMsat, description) {
  return call('POST', '/v1/invoices', { amountMsat, description, expirySeconds: 600 })
}

export async function paid(paymentHash) {
  for (let i = 0; i < 300; i++) {
    if ((await call('GET', `/v1/invoices/${paymentHash}`)).status === 'paid') return
    await new Promise(resolve => setTimeout(resolve, 100))
  }
  throw new Error('the invoice was not paid within 30 seconds')
}

export async function pay(bolt11) {
  const payment = await call('POST', '/v1/payments', { bolt11 })
  if (payment.status !== 'settled') throw new Error(`payment is ${JSON.stringify(payment)}`)
  return payment.preimage
}
