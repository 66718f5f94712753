"use strict";
(() => {
  const near = new Intl.DateTimeFormat(undefined, { timeStyle: "medium" });
  const far = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });

  function localTimes(root) {
    const today = new Date().toDateString();
    root.querySelectorAll("time[datetime]:not([title])").forEach((time) => {
      const at = new Date(time.dateTime);
      time.title = time.dateTime;
      time.textContent = (at.toDateString() === today ? near : far).format(at);
    });
  }

  function pulse(state, words) {
    const shown = document.getElementById("pulse");
    if (shown.textContent === words) return;
    shown.className = state;
    shown.textContent = words;
  }

  document.addEventListener("htmx:load", (event) => localTimes(event.target));
  document.addEventListener("htmx:sseMessage", () => localTimes(document));
  document.addEventListener("htmx:sseOpen", () => pulse("good", "live"));
  document.addEventListener("htmx:sseError", () => pulse("bad", "not connected, trying again"));
  document.addEventListener("htmx:sseClose", (event) => {
    if (event.detail.type === "message") pulse("", "");
  });
  localTimes(document);
})();
