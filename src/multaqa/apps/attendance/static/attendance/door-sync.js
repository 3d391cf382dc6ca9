// Catching up: sends what waits, in order, and takes what changed. The page and its worker share it;
// the server takes each scan once, so that both may send the same without harm.
(function (door) {
  "use strict"
  const BATCH = 50, PATIENCE = 15000, LOGGED = 500

  async function once(address) {
    const store = door.store
    const queue = (await store.all("queue")).sort((one, other) => one.order - other.order)
    const batch = queue.slice(0, BATCH)
    const has = {}
    for (const piece of await store.all("pieces")) has[piece.name] = piece.digest
    const told = {
      now: Date.now(), waiting: queue.length, has,
      scans: batch.filter(one => one.kind === "scan").map(one => one.scan),
      undone: batch.filter(one => one.kind === "undo").map(one => one.undo),
    }
    const leave = new AbortController()
    const late = setTimeout(() => leave.abort(), PATIENCE)
    let response, answer = null
    const sentAt = Date.now()
    try {
      response = await fetch(address, {
        method: "POST", body: JSON.stringify(told), signal: leave.signal, credentials: "same-origin",
        headers: { "Content-Type": "application/json", "X-Multaqa-Door": "1" }, redirect: "error", cache: "no-store",
      })
      if ((response.headers.get("Content-Type") || "").includes("json")) answer = await response.json()
    } catch (fault) {
      return { line: "down" }
    } finally {
      clearTimeout(late)
    }
    if (answer && answer.state === "shut") {
      await store.wipeNames()
      await store.remember({ shut: answer.why })
      return { line: "shut", why: answer.why }
    }
    if (!response.ok || !answer) return { line: response.status === 429 ? "busy" : "trouble" }
    await keep(answer, batch, (sentAt + Date.now()) / 2)
    return { line: "up", left: queue.length - batch.length, answer }
  }

  // Read and written in one transaction: meanwhile a finger may have undone what is written here.
  async function keep(answer, batch, middle) {
    await door.store.write(["pieces", "queue", "log", "meta"], store => {
      for (const [name, piece] of Object.entries(answer.pieces)) {
        if (piece) store("pieces").put(Object.assign({ name }, piece))
        else store("pieces").delete(name)
      }
      for (const one of batch) store("queue").delete(one.order)
      const undid = new Set(batch.filter(one => one.kind === "undo").map(one => one.undo.id))
      const told = [...answer.answers, ...answer.unread.map(id => ({ id, outcome: "unknown" }))]
      const came = new Map(told.map(one => [one.id, one]))
      const asked = store("log").getAll()
      asked.onsuccess = () => {
        const log = asked.result, old = []
        for (const entry of log) {
          const one = came.get(entry.id)
          if (entry.rehearsal && entry.epoch !== answer.device.epoch) store("log").delete(entry.id)
          else if (one) {
            entry.sent = true
            if (undid.has(entry.id) && one.outcome !== "undone") {
              entry.undone = false // too late for the server: the person is in
              entry.told = { outcome: "undo_late" }
            } else if (entry.outcome === "in" && !entry.undone && ["again", "cancelled", "unknown"].includes(one.outcome)) {
              entry.told = { outcome: one.outcome, at: one.at, by: one.by }
            }
            store("log").put(entry)
          } else if (entry.sent && !entry.told && !entry.rehearsal) old.push(entry)
        }
        // Read before this phone was another device, whose log is gone: told by the code alone.
        const logged = new Set(log.map(entry => entry.id))
        for (const { scan } of batch) {
          if (!scan || logged.has(scan.id) || !answer.unread.includes(scan.id)) continue
          store("log").put({
            id: scan.id, code: scan.code, first: scan.code, at: scan.at + answer.now - middle, day: "", session: scan.session, outcome: "known",
            rehearsal: false, epoch: answer.device.epoch, sent: true, undone: false, told: { outcome: "not_taken" }, changed: 0,
          })
        }
        old.sort((one, other) => one.at - other.at)
        for (const entry of old.slice(0, Math.max(0, old.length - LOGGED))) store("log").delete(entry.id)
      }
      const kept = { device: answer.device, offset: answer.now - middle, caughtUp: Date.now(), shut: "" }
      for (const [name, value] of Object.entries(kept)) store("meta").put({ name, value })
    })
  }

  // Until nothing waits; of several who ask at once one does it.
  async function run(address) {
    const round = async () => {
      let done
      do done = await once(address)
      while (done.line === "up" && done.left > 0)
      return done
    }
    if (!self.navigator.locks) return round()
    return navigator.locks.request("multaqa-door-sync", round)
  }

  door.sync = { run }
})(self.Door = self.Door || {})
