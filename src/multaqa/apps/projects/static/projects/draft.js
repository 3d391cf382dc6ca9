/* Keeps a step of a project while it is written: sent two seconds after the last letter; without a
   line, on this device until it is back. Without this script every button does the same. */
"use strict";
(() => {
  const form = document.querySelector("form[data-draft]");
  if (!form) return;
  const said = form.querySelector("[data-said]");
  const place = `draft:${location.pathname}`;
  const store = {
    get: () => { try { return localStorage.getItem(place); } catch { return null; } },
    set: (text) => { try { localStorage.setItem(place, text); } catch { /* full, or forbidden */ } },
    drop: () => { try { localStorage.removeItem(place); } catch { /* the same */ } },
  };
  const told = () => [...new FormData(form)].filter(([name]) => name !== "seen" && name !== "csrfmiddlewaretoken");
  let timer = 0, isBusy = false, isWaiting = false;

  const restore = () => {
    const [seen, kept] = JSON.parse(store.get() ?? "[]");
    // Saved meanwhile, or written elsewhere: what stands here is older.
    if (!kept || seen !== form.elements.seen.value || JSON.stringify(kept) === JSON.stringify(told())) return store.drop();
    const values = new Map();
    kept.forEach(([name, value]) => values.set(name, [...(values.get(name) ?? []), value]));
    [...form.elements].forEach((field) => {
      if (!field.name || field.type === "hidden" || field.tagName === "BUTTON") return;
      const own = values.get(field.name) ?? [];
      if (field.type === "checkbox" || field.type === "radio") field.checked = own.includes(field.value);
      else if (own.length) field.value = own[0];
    });
    form.querySelectorAll("details").forEach((part) => { if (part.querySelector(":checked")) part.open = true; });
    document.querySelector("[data-back]").hidden = false;
  };

  const send = async () => {
    if (isBusy) { isWaiting = true; return; }
    isBusy = true;
    const now = JSON.stringify([form.elements.seen.value, told()]);
    try {
      const answer = await fetch(location.href, { method: "POST", body: new FormData(form), headers: { "X-Autosave": "1" }, redirect: "error" });
      const text = await answer.json();
      if (text.saved) {
        form.elements.seen.value = text.seen;
        if (text.whole) { store.drop(); said.textContent = form.dataset.kept; } else { store.set(JSON.stringify([text.seen, JSON.parse(now)[1]])); said.textContent = ""; }
      } else { store.set(now); said.textContent = text.said; }
    } catch {
      store.set(now);
      said.textContent = form.dataset.lost;
    }
    isBusy = false;
    if (isWaiting) { isWaiting = false; later(); }
  };
  const later = () => { clearTimeout(timer); timer = setTimeout(send, 2000); };

  restore();
  form.addEventListener("input", later);
  window.addEventListener("online", later);
  form.addEventListener("submit", () => { clearTimeout(timer); store.set(JSON.stringify([form.elements.seen.value, told()])); });
})();
