// The camera: the browser's own reader of QR codes where there is one, else jsQR in a worker.
(function (door) {
  "use strict"
  const WIDE = 640, EVERY = 160

  async function reader(decoder, library) {
    if ("BarcodeDetector" in self) {
      try {
        const formats = await BarcodeDetector.getSupportedFormats()
        if (formats.includes("qr_code")) {
          const own = new BarcodeDetector({ formats: ["qr_code"] })
          return { read: async canvas => ((await own.detect(canvas))[0] || {}).rawValue || "", end() {} }
        }
      } catch (fault) { /* some say that they can, and cannot */ }
    }
    const worker = new Worker(decoder)
    worker.postMessage({ library })
    const read = canvas => new Promise((resolve, reject) => {
      const { width, height } = canvas
      const { data } = canvas.getContext("2d", { willReadFrequently: true }).getImageData(0, 0, width, height)
      worker.onmessage = event => resolve(event.data)
      worker.onerror = reject
      worker.postMessage({ pixels: data.buffer, width, height }, [data.buffer])
    })
    return { read, end: () => worker.terminate() }
  }

  // Starts; ``found`` is called with what each code says. Returns what stops it.
  async function start(video, { decoder, library, found }) {
    const stream = await navigator.mediaDevices.getUserMedia({
      audio: false, video: { facingMode: "environment", width: { ideal: 1280 } },
    })
    let isOn = true, lock = null
    const own = await reader(decoder, library).catch(fault => { stream.getTracks().forEach(one => one.stop()); throw fault })
    video.srcObject = stream
    await video.play()
    try { lock = await navigator.wakeLock.request("screen") } catch (fault) { /* the screen may go dark */ }
    const canvas = document.createElement("canvas")
    const look = async () => {
      if (!isOn) return
      if (video.videoWidth && !document.hidden) {
        const scale = Math.min(1, WIDE / video.videoWidth)
        canvas.width = Math.round(video.videoWidth * scale)
        canvas.height = Math.round(video.videoHeight * scale)
        canvas.getContext("2d", { willReadFrequently: true }).drawImage(video, 0, 0, canvas.width, canvas.height)
        try {
          const text = await own.read(canvas)
          if (text && isOn) found(text)
        } catch (fault) { /* the next frame may be better */ }
      }
      setTimeout(look, EVERY)
    }
    look()
    return () => {
      isOn = false
      own.end()
      stream.getTracks().forEach(one => one.stop())
      video.srcObject = null
      if (lock) lock.release().catch(() => {})
    }
  }

  door.camera = { start }
})(self.Door = self.Door || {})
