"use strict";
(() => {
  const every = 2000;
  const names = {
    0: "profile", 1: "note", 3: "follows", 4: "direct message", 5: "deletion", 7: "reaction",
    1059: "gift wrap", 7000: "job feedback", 10002: "relay list", 11998: "provider heartbeat",
    13194: "wallet info", 31990: "provider announcement",
  };
  const jobs = {
    0: "text extraction", 1: "summary", 2: "translation", 50: "text generation",
    100: "image generation", 200: "video", 250: "speech", 300: "content discovery",
    301: "people discovery", 302: "note search", 303: "people search", 400: "count",
    970: "proof of work",
  };
  const format = new Intl.NumberFormat("en");
  const find = (id) => document.getElementById(id);
  const seen = [];

  function nameOf(kind) {
    if (kind >= 5000 && kind < 6000) return "request: " + (jobs[kind - 5000] || "job");
    if (kind >= 6000 && kind < 7000) return "result: " + (jobs[kind - 6000] || "job");
    return names[kind] || "";
  }

  function number(id, value) {
    const text = format.format(value);
    if (find(id).textContent !== text) find(id).textContent = text;
  }

  function element(name, content, className) {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.textContent = content;
    return made;
  }

  function bars(id, counts) {
    const shown = counts.slice(0, 12);
    const most = Math.max(1, ...shown.map((c) => c.count));
    find(id).replaceChildren(...shown.map((c) => {
      const item = document.createElement("li");
      item.dataset.kind = c.kind;
      const meter = document.createElement("meter");
      meter.max = most;
      meter.value = c.count;
      item.append(element("span", c.kind, "kind"), element("span", nameOf(c.kind), "label"),
        element("b", format.format(c.count)), meter);
      return item;
    }));
  }

  function activity(total) {
    seen.push(total);
    if (seen.length > 150) seen.shift();
    const low = Math.min(...seen);
    const high = Math.max(low + 1, ...seen);
    const step = 600 / Math.max(1, seen.length - 1);
    find("activity").firstElementChild.setAttribute("points", seen
      .map((value, i) => `${(i * step).toFixed(1)},${(85 - 80 * (value - low) / (high - low)).toFixed(1)}`)
      .join(" "));
  }

  function pulse(state, words) {
    find("pulse").className = state;
    if (find("pulse").textContent !== words) find("pulse").textContent = words;
  }

  async function refresh() {
    try {
      const answer = await fetch("/api/stats", { cache: "no-store", signal: AbortSignal.timeout(5000) });
      if (!answer.ok) throw new Error("status " + answer.status);
      const stats = await answer.json();
      number("eventsTotal", stats.events.total);
      number("eventsDay", stats.events.last_24h);
      number("jobsPending", stats.jobs.pending);
      number("jobsCompleted", stats.jobs.completed_24h);
      number("handlers", stats.handlers.total);
      bars("jobKinds", stats.jobs.by_kind);
      bars("handlerKinds", stats.handlers.by_kind);
      bars("eventKinds", stats.events.by_kind);
      activity(stats.events.total);
      pulse("live", "live");
    } catch (error) {
      pulse("lost", "no answer, trying again");
    }
    setTimeout(refresh, document.hidden ? 5 * every : every);
  }

  const address = location.protocol.replace("http", "ws") + "//" + location.host;
  find("address").textContent = address;
  if (navigator.clipboard) {
    find("copy").hidden = false;
    find("copy").addEventListener("click", async () => {
      await navigator.clipboard.writeText(address);
      find("copy").textContent = "Copied";
      setTimeout(() => { find("copy").textContent = "Copy"; }, 1500);
    });
  }
  refresh();
})();
