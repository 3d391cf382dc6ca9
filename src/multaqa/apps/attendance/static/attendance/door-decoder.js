// Reads QR codes beside the page, where the browser has no reader of its own. jsQR comes once asked.
"use strict"
self.onmessage = ({ data }) => {
  if (data.library) { importScripts(data.library); return }
  const found = self.jsQR(new Uint8ClampedArray(data.pixels), data.width, data.height, { inversionAttempts: "dontInvert" })
  self.postMessage(found ? found.data : "")
}
