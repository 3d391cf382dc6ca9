// The screen of a phone at the door: reads, answers at once from what the phone holds, catches up by itself.
(function (door) {
  "use strict"
  const root = document.getElementById("door")
  if (!root || !("indexedDB" in self) || !("fetch" in self)) return // the plain form does it
  const words = JSON.parse(document.getElementById("door-words").textContent)
  const { store, codes, sync, camera } = door
  const at = name => root.querySelector(`[data-at="${name}"]`)
  const UNDO = 60000, SAME = 4000, EVERY = 20000, MOST_FOUND = 8
  const rows = new Map(), sessions = new Map(), log = new Map()
  let device = null, offset = 0, caughtUp = 0, waiting = 0, line = navigator.onLine ? "up" : "down"
  let isOver = false, stop = null, seen = { text: "", at: 0 }, last = null, isMuted = false, undoTimer = null

  const say = (key, facts = {}) => (words[key] || key).replace(/\{(\w+)\}/g, (whole, name) => name in facts ? facts[name] : whole)
  const now = () => Date.now() + offset
  // Hours and days are the server's: an old phone does not know what its country's time is this year.
  const shift = () => device && Number.isFinite(device.shift) ? device.shift : Number(root.dataset.shift)
  const local = moment => new Date(moment + shift() * 60000).toISOString()
  const dayOf = moment => local(moment).slice(0, 10)
  const clock = moment => local(moment).slice(11, 16)
  // A session that runs over midnight is of the day on which it began.
  const dayHere = () => {
    const moment = now(), session = sessions.get(chosen())
    return dayOf(session && session.starts <= moment && moment <= session.ends ? session.starts : moment)
  }
  const isRehearsal = () => !!device && (device.isRehearsing || !device.days.includes(dayHere()))
  const uuid = () => crypto.randomUUID ? crypto.randomUUID() : "10000000-1000-4000-8000-100000000000".replace(/[018]/g, sign =>
    (+sign ^ crypto.getRandomValues(new Uint8Array(1))[0] & 15 >> +sign / 4).toString(16))

  // ------------------------------------------------------------ what the phone holds

  async function load() {
    const began = Date.now()
    const [pieces, kept, queue] = await Promise.all([store.all("pieces"), store.all("log"), store.all("queue")])
    // What was read or undone while the store was being read stands as it is here.
    const newer = [...log.values()].filter(entry => entry.changed >= began)
    rows.clear(); sessions.clear(); log.clear()
    for (const piece of pieces) {
      if (piece.rows) for (const row of piece.rows) rows.set(row.code, row)
      else sessions.set(piece.number, piece)
    }
    for (const entry of [...kept, ...newer]) log.set(entry.id, entry)
    waiting = queue.length
    device = await store.meta("device") || null
    offset = await store.meta("offset") || 0
    caughtUp = await store.meta("caughtUp") || 0
    // After the forum the names go by themselves, also where nobody could tell this phone.
    const isPast = !!device && dayOf(now()) > device.listUntil
    if (isPast && (pieces.length || kept.length)) { await store.wipeNames(); log.clear(); return load() }
    const shut = await store.meta("shut")
    isOver = isPast && !shut
    if (shut || isOver) { tellShut(shut || "over"); return }
    at("work").hidden = false
    at("shut").hidden = true
    noteWinners()
    show()
  }

  // A scan of ours that was the first here, and that another device turns out to have preceded.
  function noteWinners() {
    for (const entry of log.values()) {
      if (!entry.sent || entry.undone || entry.rehearsal || entry.told || entry.outcome !== "in") continue
      const came = cameOf(entry.first, entry.session, entry.day)
      if (came && came[2] !== entry.id) entry.told = { outcome: "again", at: came[0], by: came[1] }
    }
  }

  function cameOf(first, session, day) {
    if (session !== null) return (sessions.get(session) || { came: {} }).came[first]
    const row = rows.get(first)
    return row && row.came[day]
  }

  // Who is in, by the server's word or by what we read and could not send yet.
  function entryOf(first, session) {
    const day = dayOf(now()), isTrial = isRehearsal()
    for (const entry of log.values()) {
      if (entry.first !== first || entry.session !== session || entry.undone || entry.rehearsal !== isTrial) continue
      if (session === null && entry.day !== day) continue
      if (isTrial || !entry.sent) return [entry.at, device ? device.label : "", entry.id]
    }
    const came = isTrial ? null : cameOf(first, session, day)
    // What we undid and could not send yet is undone here already.
    return came && (log.get(came[2]) || {}).undone ? null : came
  }

  const countIn = number => {
    const session = sessions.get(number), inside = new Set(isRehearsal() ? [] : Object.keys(session.came))
    for (const entry of log.values()) {
      if (entry.session === number && !entry.undone && entry.rehearsal === isRehearsal() && (isRehearsal() || !entry.sent)) inside.add(entry.first)
    }
    return inside.size
  }

  // ------------------------------------------------------------ what is answered

  function chosen() {
    if (!device || !device.isRoom) return null
    return at("session").value ? Number(at("session").value) : undefined
  }

  function judge(text) {
    const read = codes.read(text)
    if (read.fault) return { outcome: read.fault }
    if (read.kind === "certificate") return { outcome: "certificate" }
    if (read.edition !== device.edition) return { outcome: "other_edition", facts: { number: read.edition, here: device.edition } }
    const session = chosen()
    if (session === undefined) return { outcome: "no_session" }
    const row = rows.get(read.text)
    if (!row) return { outcome: "unknown", code: read.text, isOpen: line !== "up", session }
    if (row.why) return { outcome: "cancelled", row, facts: { why: say(`why_${row.why}`), next: row.next } }
    const before = entryOf(row.first, session)
    if (before) return { outcome: "again", row, facts: { time: clock(before[0]), door: before[1] || say("desk") } }
    if (session !== null) {
      const held = sessions.get(session)
      const has = list => list.includes(row.code) || list.includes(row.first)
      if (held.size !== null && countIn(session) >= held.size) return { outcome: "full", row, session, isOpen: true, facts: { size: held.size } }
      if (held.is_listed && !has(held.held)) return { outcome: has(held.waiting) ? "waiting" : "unlisted", row, session, isOpen: true }
    }
    return { outcome: "in", row, session }
  }

  async function check(text) {
    if (!device) return
    let found = judge(text)
    if (found.outcome === "unknown" && navigator.onLine) { await catchUp(); found = judge(text) }
    if (found.outcome === "in") await letIn(found, false)
    else answer(found)
  }

  async function letIn(found, isForced) {
    const id = uuid(), at_ = Date.now(), session = found.session === undefined ? null : found.session
    const code = found.row ? found.row.code : found.code
    const scan = { id, code, at: at_, session, forced: isForced, device: device.id }
    const entry = {
      id, code, first: found.row ? found.row.first : code, at: at_ + offset, day: dayOf(now()), session, outcome: "in",
      rehearsal: isRehearsal(), epoch: device.epoch, sent: false, undone: false, told: null,
      changed: at_,
    }
    try { await store.keepScan({ kind: "scan", scan }, entry) } catch (fault) { answer({ outcome: "not_kept" }); return }
    entry.changed = Date.now()
    log.set(id, entry)
    waiting += 1
    answer({ ...found, outcome: "in", isOpen: false, entry })
    show()
    soon()
  }

  async function undo(entry) {
    if (Date.now() + offset - entry.at > UNDO) return
    const undone = { id: entry.id, at: Date.now(), device: device.id }
    // The log was read anew if the phone caught up meanwhile: what the button holds may be old.
    const kept = log.get(entry.id) || entry
    kept.undone = true
    kept.changed = Date.now()
    log.set(kept.id, kept)
    try {
      await store.write(["queue", "log"], held => { held("queue").add({ kind: "undo", undo: undone }); held("log").put(kept) })
    } catch (fault) { kept.undone = false; answer({ outcome: "not_kept" }); return }
    kept.changed = Date.now()
    log.set(kept.id, kept)
    waiting += 1
    answer({ outcome: "undone", row: rows.get(entry.code) })
    show()
    soon()
  }

  // ------------------------------------------------------------ what is shown

  const TONES = { in: "good", again: "again", undone: "quiet" }

  function part(kind, text, extra = {}) {
    const made = document.createElement(kind)
    made.textContent = text
    for (const [name, value] of Object.entries(extra)) made.setAttribute(name, value)
    return made
  }

  function answer(found) {
    const box = at("answer"), tone = TONES[found.outcome] || (found.isOpen ? "ask" : "stop")
    last = found
    clearTimeout(undoTimer)
    box.replaceChildren()
    box.dataset.tone = tone
    box.dataset.outcome = found.outcome
    if (isRehearsal() && found.outcome === "in") box.append(part("p", say("rehearsal"), { class: "answer__rehearsal" }))
    box.append(part("h2", say(found.outcome), { class: "answer__word" }))
    if (found.row) {
      box.append(part("p", found.row.name, { class: "answer__name", dir: "auto" }))
      box.append(part("p", say(`kind_${found.row.kind}`), { class: "answer__kind", "data-kind": found.row.kind }))
      if (found.row.body) box.append(part("p", found.row.body, { class: "answer__body", dir: "auto" }))
    }
    const key = found.outcome === "cancelled" && found.facts.next ? "cancelled_next" : `${found.outcome}_more`
    if (words[key]) box.append(part("p", say(key, found.facts)))
    if (found.isOpen) {
      const button = part("button", say("let_in"), { type: "button", class: "button", "data-tone": "main" })
      button.addEventListener("click", () => letIn(found, true))
      box.append(button)
    }
    if (found.entry) {
      const button = part("button", say("undo"), { type: "button", class: "button", "data-tone": "quiet", "data-undo": "" })
      button.addEventListener("click", () => undo(found.entry))
      box.append(button)
      undoTimer = setTimeout(() => button.remove(), UNDO - (Date.now() + offset - found.entry.at))
    }
    at("matches").replaceChildren()
    sound(tone)
  }

  function sound(tone) {
    if (navigator.vibrate) navigator.vibrate(tone === "good" ? 80 : tone === "again" ? [80, 80, 80] : [250, 100, 250])
    if (isMuted) return
    try {
      const audio = door.audio = door.audio || new (self.AudioContext || self.webkitAudioContext)()
      const notes = { good: [880, 1320], again: [660, 660], quiet: [440], ask: [520, 390] }[tone] || [220, 160]
      notes.forEach((pitch, place) => {
        const tune = audio.createOscillator(), level = audio.createGain(), start = audio.currentTime + place * 0.14
        tune.frequency.value = pitch
        level.gain.setValueAtTime(0.25, start)
        level.gain.exponentialRampToValueAtTime(0.001, start + 0.13)
        tune.connect(level).connect(audio.destination)
        tune.start(start)
        tune.stop(start + 0.14)
      })
    } catch (fault) { /* a phone without sound */ }
  }

  // By name, for who left the badge at home: what the phone holds, folded as searches are.
  function search(text) {
    const sought = codes.plain(text).split(" ").filter(Boolean), found = []
    for (const row of rows.values()) {
      if (row.why) continue
      const told = codes.plain(`${row.name} ${row.body}`)
      if (sought.every(word => told.includes(word))) found.push(row)
      if (found.length > MOST_FOUND) break
    }
    if (!found.length && /[0-9٠-٩]/.test(text)) { answer({ outcome: "unreadable" }); return }
    const list = at("matches")
    list.replaceChildren()
    at("answer").replaceChildren()
    at("answer").removeAttribute("data-tone")
    for (const row of found.slice(0, MOST_FOUND)) {
      const button = part("button", "", { type: "button", class: "door__match" })
      button.append(part("b", row.name, { dir: "auto" }), part("span", row.body, { dir: "auto" }))
      button.addEventListener("click", () => { list.replaceChildren(); check(row.code) })
      const item = document.createElement("li")
      item.append(button)
      list.append(item)
    }
    const told = !found.length ? say("no_match") : found.length > MOST_FOUND ? say("more_matches") : ""
    if (told) list.append(part("li", told))
  }

  function show() {
    root.dataset.ready = device ? "yes" : "no"
    at("line").textContent = say(line === "up" ? "line_up" : line === "down" ? "line_down" : "line_trouble")
    at("line").dataset.line = line
    at("waiting").textContent = say(waiting ? "to_send" : "all_sent", { count: waiting })
    at("waiting").dataset.count = waiting
    at("caught").textContent = caughtUp ? say("caught_up", { time: clock(caughtUp + offset) }) : say("never_caught")
    if (!device) return
    at("rehearsal").hidden = !isRehearsal()
    const select = at("session"), places = at("places")
    select.closest(".field").hidden = !device.isRoom
    if (device.isRoom) showSessions(select)
    const number = chosen()
    if (typeof number === "number") {
      const session = sessions.get(number)
      places.textContent = session.size === null ? say("in_session", { count: countIn(number) }) : say("in_session_of", { count: countIn(number), size: session.size })
    } else {
      const today = dayOf(now()), inside = new Set()
      for (const row of rows.values()) if (!device.isRoom && entryOf(row.first, null)) inside.add(row.first)
      places.textContent = device.isRoom ? "" : say("in_door", { count: inside.size, all: [...rows.values()].filter(row => !row.why).length })
      places.dataset.count = inside.size
      places.dataset.day = today
    }
    const told = at("told")
    told.replaceChildren()
    for (const entry of [...log.values()].filter(one => one.told).sort((one, other) => other.at - one.at).slice(0, 30)) {
      const row = rows.get(entry.code)
      told.append(part("li", say(`told_${entry.told.outcome}`, {
        name: row ? row.name : entry.code, time: clock(entry.at), first: entry.told.at ? clock(entry.told.at) : "", door: entry.told.by || say("desk"),
      })))
    }
    at("know").hidden = !told.children.length
  }

  function showSessions(select) {
    const all = [...sessions.values()].sort((one, other) => one.starts - other.starts)
    const told = all.map(one => `${one.number}:${one.title}:${one.starts}`).join("|")
    if (select.dataset.told === told) return
    const before = select.value
    select.replaceChildren()
    for (const one of all) select.append(part("option", `${dayOf(one.starts).slice(5)} ${clock(one.starts)} · ${one.title}`, { value: one.number }))
    select.dataset.told = told
    const moment = now()
    const current = all.find(one => one.starts - 1800000 <= moment && moment <= one.ends) || all.find(one => one.starts > moment)
    if (before && sessions.has(Number(before))) select.value = before
    else if (current) select.value = current.number
  }

  function tellShut(why) {
    if (stop) { stop(); stop = null }
    rows.clear(); sessions.clear(); log.clear()
    device = null
    line = "shut"
    root.dataset.shut = why
    at("work").hidden = true
    at("shut").hidden = false
    at("shut-why").textContent = say(`shut_${why}`)
    at("shut-left").textContent = waiting ? say("shut_left", { count: waiting }) : ""
    at("answer").replaceChildren()
    at("told").replaceChildren()
    at("know").hidden = true
  }

  // ------------------------------------------------------------ catching up

  let timer = null, isWorking = null, wait = EVERY

  function catchUp() {
    clearTimeout(timer)
    isWorking = isWorking || sync.run(root.dataset.sync).catch(() => ({ line: "trouble" })).then(async done => {
      isWorking = null
      line = done.line
      wait = line === "up" ? EVERY : Math.min(wait * 1.5, 60000)
      await load()
      if (line === "busy" || line === "trouble") show()
      clearTimeout(timer)
      // Over, it still sends what it read.
      if (line !== "shut" || (isOver && waiting)) timer = setTimeout(catchUp, wait)
      return done
    })
    return isWorking
  }

  const soon = () => {
    clearTimeout(timer)
    timer = setTimeout(catchUp, 300)
    if (door.registration && door.registration.sync) door.registration.sync.register("multaqa-door").catch(() => {})
  }

  // ------------------------------------------------------------ the hands

  at("form").addEventListener("submit", event => {
    event.preventDefault()
    const input = at("sought"), text = input.value.trim()
    if (!text) return
    const read = codes.read(text)
    if (read.fault === "unreadable" && /\p{L}{2}/u.test(text)) search(text)
    else check(text)
    input.select()
  })

  at("camera").addEventListener("click", async () => {
    const frame = at("frame"), button = at("camera")
    if (stop) {
      stop(); stop = null
      frame.hidden = true
      button.textContent = say("camera_on")
      return
    }
    button.disabled = true
    frame.hidden = false
    try {
      stop = await camera.start(at("video"), {
        decoder: root.dataset.decoder, library: root.dataset.library,
        found: text => {
          const moment = Date.now()
          if (text === seen.text && moment - seen.at < SAME) { seen.at = moment; return }
          seen = { text, at: moment }
          check(text)
        },
      })
      button.textContent = say("camera_off")
    } catch (fault) {
      frame.hidden = true
      answer({ outcome: "no_camera" })
    }
    button.disabled = false
  })

  at("sound").addEventListener("click", () => {
    isMuted = !isMuted
    at("sound").setAttribute("aria-pressed", String(!isMuted))
    store.remember({ isMuted })
  })
  at("session").addEventListener("change", show)
  at("know-done").addEventListener("click", async () => {
    const told = [...log.values()].filter(entry => entry.told)
    for (const entry of told) { entry.told = null; entry.outcome = "known" }
    await store.write(["log"], held => told.forEach(entry => held("log").put(entry)))
    show()
  })
  // Only when the names are gone from the phone does it leave: the next page would stop the wiping.
  at("leave").addEventListener("submit", event => {
    event.preventDefault()
    clearTimeout(timer)
    store.wipeAll().catch(() => {}).then(() => event.target.submit())
  })
  self.addEventListener("online", () => { wait = EVERY; catchUp() })
  self.addEventListener("offline", () => { line = "down"; show() })
  document.addEventListener("visibilitychange", () => { if (!document.hidden) catchUp() })

  async function begin() {
    try { await store.open() } catch (fault) { root.dataset.plain = "yes"; return }
    root.dataset.plain = "no"
    // Another device was paired on this phone: its list is another's.
    const before = await store.meta("device")
    if (before && String(before.id) !== root.dataset.device) { await store.wipeNames(); await store.remember({ device: null, shut: "" }) }
    isMuted = !!await store.meta("isMuted")
    at("sound").setAttribute("aria-pressed", String(!isMuted))
    await load()
    catchUp()
    if (navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => {})
    if ("serviceWorker" in navigator) {
      try {
        door.registration = await navigator.serviceWorker.register(root.dataset.worker, { scope: root.dataset.scope })
        await navigator.serviceWorker.ready
        root.dataset.offline = "ready"
      } catch (fault) { /* works while the line is up */ }
      navigator.serviceWorker.addEventListener("message", event => { if (event.data === "caught-up") load() })
    }
  }
  begin()
})(self.Door = self.Door || {})
