// What the test tells every program by its environment, and how a program answers.

export const relay = process.env.RELAY
export const encryption = process.env.ENCRYPTION // none, nip44 or nip04
export const prompt = process.env.PROMPT
export const provider = process.env.PROVIDER // whom the buyer asks, in hex

/** One line of JSON, which the test reads. */
export function say(what) {
  console.log(JSON.stringify(what))
}

export function tag(event, name) {
  return event.tags.find(t => t[0] === name)
}

export function must(condition, otherwise) {
  if (!condition) throw new Error(otherwise)
}

export function fail(error) {
  console.error(error)
  process.exit(1)
}

process.on('unhandledRejection', fail)
