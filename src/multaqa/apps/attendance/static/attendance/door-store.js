// What the phone keeps: pieces of the list, what is still to send, what was read lately.
(function (door) {
  "use strict"
  const NAME = "multaqa-door", STORES = { pieces: "name", queue: "order", log: "id", meta: "name" }
  let opened = null

  function open() {
    if (opened) return opened
    opened = new Promise((resolve, reject) => {
      const asked = indexedDB.open(NAME, 1)
      asked.onupgradeneeded = () => {
        for (const [store, key] of Object.entries(STORES)) {
          asked.result.createObjectStore(store, { keyPath: key, autoIncrement: store === "queue" })
        }
      }
      asked.onsuccess = () => resolve(asked.result)
      asked.onerror = () => { opened = null; reject(asked.error) }
      asked.onblocked = () => { opened = null; reject(new Error("blocked")) }
    })
    return opened
  }

  // One transaction; done when it is on the disk, so that a phone that dies loses nothing.
  async function write(names, deed) {
    const base = await open()
    return new Promise((resolve, reject) => {
      let held
      try { held = base.transaction(names, "readwrite", { durability: "strict" }) } catch (fault) { return reject(fault) }
      held.oncomplete = () => resolve()
      held.onerror = held.onabort = () => reject(held.error)
      deed(name => held.objectStore(name))
    })
  }

  async function read(name, how) {
    const base = await open()
    return new Promise((resolve, reject) => {
      const asked = how(base.transaction(name).objectStore(name))
      asked.onsuccess = () => resolve(asked.result)
      asked.onerror = () => reject(asked.error)
    })
  }

  const all = name => read(name, store => store.getAll())
  const meta = async name => ((await read("meta", store => store.get(name))) || {}).value
  const remember = told => write(["meta"], store => {
    for (const [name, value] of Object.entries(told)) store("meta").put({ name, value })
  })

  // A scan stands in the queue and in the log, or in neither.
  const keepScan = (sent, entry) => write(["queue", "log"], store => {
    store("queue").add(sent)
    store("log").put(entry)
  })

  // Names are wiped; what was read and not sent stays: codes alone.
  const wipeNames = () => write(["pieces", "log"], store => {
    store("pieces").clear()
    store("log").clear()
  })
  const wipeAll = () => write(Object.keys(STORES), store => {
    for (const name of Object.keys(STORES)) store(name).clear()
  })

  door.store = { open, write, all, meta, remember, keepScan, wipeNames, wipeAll }
})(self.Door = self.Door || {})
