"use strict";
(() => {
  const every = 2000;
  const find = (id) => document.getElementById(id);
  const near = new Intl.DateTimeFormat(undefined, { timeStyle: "medium" });
  const far = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });
  const shown = new Map();

  function localTimes() {
    const today = new Date().toDateString();
    document.querySelectorAll("time[datetime]:not([title])").forEach((time) => {
      const at = new Date(time.dateTime);
      time.title = time.dateTime;
      time.textContent = (at.toDateString() === today ? near : far).format(at);
    });
  }

  function pulse(state, words) {
    find("pulse").className = state;
    if (find("pulse").textContent !== words) find("pulse").textContent = words;
  }

  // What the server escaped stays escaped: its own elements are taken over, scripts in them don't run.
  function takeOver(page) {
    page.querySelectorAll("[data-live]").forEach((fresh) => {
      const old = find(fresh.id);
      const html = fresh.innerHTML;
      if (!old || shown.get(fresh.id) === html) return;
      shown.set(fresh.id, html);
      const focused = old.contains(document.activeElement) ? document.activeElement.id : "";
      const open = [...old.querySelectorAll("details[open][id]")].map((details) => details.id);
      old.replaceChildren(...fresh.childNodes);
      open.forEach((id) => { if (find(id)) find(id).open = true; });
      if (focused && find(focused)) find(focused).focus({ preventScroll: true });
    });
    localTimes();
  }

  async function refresh() {
    try {
      const answer = await fetch(location.href, { cache: "no-store", signal: AbortSignal.timeout(5000), headers: { Accept: "text/html" } });
      if (answer.ok) {
        takeOver(new DOMParser().parseFromString(await answer.text(), "text/html"));
        pulse("live", "live");
      } else {
        pulse("lost", "gone, or out of order");
      }
    } catch (error) {
      pulse("lost", "no answer, trying again");
    }
    setTimeout(refresh, document.hidden ? 5 * every : every);
  }

  function address() {
    const text = location.protocol.replace("http", "ws") + "//" + location.host;
    find("address").textContent = text;
    if (!navigator.clipboard) return;
    find("copy").hidden = false;
    find("copy").addEventListener("click", async () => {
      await navigator.clipboard.writeText(text);
      find("copy").textContent = "Copied";
      setTimeout(() => { find("copy").textContent = "Copy"; }, 1500);
    });
  }

  localTimes();
  if (find("address")) address();
  if (find("pulse")) {
    document.querySelectorAll("[data-live]").forEach((live) => shown.set(live.id, ""));
    refresh();
  }
})();
