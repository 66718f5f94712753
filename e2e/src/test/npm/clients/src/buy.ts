// Buys a job, watches it and prints it as JSON: node out/buy.js <url of the buyer> <API key> <prompt>
import { randomUUID } from "node:crypto";
import createClient from "openapi-fetch";
import type { components, paths } from "./buyer.js";

type JobEvent = { seq: number; type: string; state: components["schemas"]["JobState"]; text?: string };
type Problem = components["schemas"]["Problem"];

const [url, key, prompt] = process.argv.slice(2);
if (!url || !key || !prompt) {
  throw new Error("usage: node out/buy.js <url of the buyer> <API key> <prompt>");
}
const buyer = createClient<paths>({ baseUrl: url, headers: { Authorization: `Bearer ${key}` } });

function must<T>(answer: { data?: T; error?: Problem }): T {
  if (answer.data === undefined) {
    throw new Error(`${answer.error?.type}: ${answer.error?.detail}`);
  }
  return answer.data;
}

// The stream ends after the event "finished".
async function* watch(id: string): AsyncGenerator<JobEvent> {
  const { data: stream } = await buyer.GET("/v1/jobs/{id}/events", {
    params: { path: { id } },
    headers: { Accept: "text/event-stream" },
    parseAs: "stream",
  });
  if (!stream) {
    throw new Error("the job can't be watched");
  }
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) {
      return;
    }
    text += decoder.decode(value, { stream: true });
    const events = text.split("\n\n");
    text = events.pop() ?? "";
    for (const event of events) {
      const data = event
        .split("\n")
        .filter((line) => line.startsWith("data:"))
        .map((line) => line.slice("data:".length))
        .join("\n");
      if (data) {
        yield JSON.parse(data) as JobEvent;
      }
    }
  }
}

const submitted = must(
  await buyer.POST("/v1/jobs", {
    params: { header: { "Idempotency-Key": randomUUID() } },
    body: { prompt, bidMsat: 50_000, autoPay: true },
  }),
);
const events: string[] = [];
for await (const event of watch(submitted.id)) {
  events.push(event.type);
}
const job = must(await buyer.GET("/v1/jobs/{id}", { params: { path: { id: submitted.id } } }));
console.log(
  JSON.stringify({ id: job.id, state: job.state, paidMsat: job.paidMsat, result: job.result, events }),
);
