// Keeps the screen of the door on the phone, so that it opens without a line; sends what waits when it is back.
// TOLD comes before it: the address of the screen, of catching up, and the files that the screen needs.
"use strict"
const HELD = `multaqa-door-${TOLD.version}`
const PATIENCE = 4000

self.addEventListener("install", event => {
  event.waitUntil((async () => {
    const held = await caches.open(HELD)
    await held.addAll(TOLD.files)
    const page = await fetch(TOLD.page, { credentials: "same-origin", cache: "no-store" })
    if (isScreen(page)) await held.put(TOLD.page, page)
    await self.skipWaiting()
  })())
})

self.addEventListener("activate", event => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name.startsWith("multaqa-door-") && name !== HELD) await caches.delete(name)
    await self.clients.claim()
  })())
})

const isScreen = response => response.ok && response.headers.get("X-Multaqa-Door") === "paired"

self.addEventListener("fetch", event => {
  const { request } = event
  const address = new URL(request.url)
  if (request.method !== "GET" || address.origin !== self.location.origin) return
  if (request.mode === "navigate" && address.pathname === TOLD.page) event.respondWith(screen(request))
  else if (address.pathname.startsWith(TOLD.statics)) event.respondWith(file(request))
})

async function screen(request) {
  const held = await caches.open(HELD)
  const kept = await held.match(TOLD.page)
  const leave = new AbortController()
  const late = kept && setTimeout(() => leave.abort(), PATIENCE)
  try {
    const fresh = await fetch(TOLD.page, { signal: leave.signal, credentials: "same-origin", cache: "no-store" })
    if (isScreen(fresh)) await held.put(TOLD.page, fresh.clone())
    else if (fresh.ok) await held.delete(TOLD.page)
    return fresh.status >= 500 && kept ? kept : fresh
  } catch (fault) {
    return kept || Response.error()
  } finally {
    clearTimeout(late)
  }
}

async function file(request) {
  const held = await caches.open(HELD)
  const kept = await held.match(request.url)
  if (kept) return kept
  const fresh = await fetch(request)
  if (fresh.ok) await held.put(request.url, fresh.clone())
  return fresh
}

self.addEventListener("sync", event => {
  if (event.tag !== "multaqa-door") return
  event.waitUntil((async () => {
    const done = await self.Door.sync.run(TOLD.sync)
    for (const client of await self.clients.matchAll()) client.postMessage("caught-up")
    if (done.line === "down") throw new Error("down") // the browser tries again
  })())
})
