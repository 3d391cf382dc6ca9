/* A photograph is made smaller before it leaves a phone: a weak line then carries a tenth of it, both
   ways, and nothing of what the camera wrote beside it. Without this script it goes as it was taken. */
"use strict";
(() => {
  const SIDE = 1600, LIGHT = 300 * 1024;
  const field = document.querySelector("input[type=file][accept*='.jpg']");
  if (!field || !window.createImageBitmap || !window.DataTransfer) return;
  let work = null;

  const smaller = async (file) => {
    const drawn = await createImageBitmap(file);
    const scale = Math.min(1, SIDE / Math.max(drawn.width, drawn.height));
    const sheet = Object.assign(document.createElement("canvas"), {
      width: Math.round(drawn.width * scale), height: Math.round(drawn.height * scale),
    });
    const pen = sheet.getContext("2d");
    pen.fillStyle = "#fff"; // under what a PNG leaves clear
    pen.fillRect(0, 0, sheet.width, sheet.height);
    pen.drawImage(drawn, 0, 0, sheet.width, sheet.height);
    const made = await new Promise((done) => { sheet.toBlob(done, "image/jpeg", 0.82); });
    return made && made.size < file.size ? new File([made], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" }) : null;
  };

  field.addEventListener("change", () => {
    const file = field.files[0];
    if (!file || file.size <= LIGHT || !/^image\/(jpeg|png)$/.test(file.type)) return;
    const mine = work = smaller(file).then((made) => {
      if (!made || field.files[0] !== file) return;
      const held = new DataTransfer();
      held.items.add(made);
      field.files = held.files;
    }, () => { /* no picture, or too large for this phone: the site judges it as it is */ })
      .finally(() => { if (work === mine) work = null; });
  });
  field.form.addEventListener("submit", async (event) => {
    if (!work) return;
    event.preventDefault();
    await work;
    field.form.requestSubmit(event.submitter);
  });
})();
