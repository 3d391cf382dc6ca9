// A form with data-passkey asks the device for a passkey before it is sent: "create" or "get".
// What the device is asked stands in data-options, or is fetched from where the form goes.
"use strict";
(() => {
  if (!window.PublicKeyCredential) return;

  const bytes = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  const read = (told) => {
    const asked = JSON.parse(told).publicKey;
    asked.challenge = bytes(asked.challenge);
    if (asked.user) asked.user.id = bytes(asked.user.id);
    for (const list of ["excludeCredentials", "allowCredentials"]) {
      if (asked[list]) asked[list] = asked[list].map((one) => ({ ...one, id: bytes(one.id) }));
    }
    return { publicKey: asked };
  };

  const written = (made) => {
    const response = {};
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (made.response[name]) response[name] = text(made.response[name]);
    }
    return JSON.stringify({
      id: made.id,
      rawId: text(made.rawId),
      type: made.type,
      response,
      clientExtensionResults: made.getClientExtensionResults(),
    });
  };

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const amiss = form.querySelector("[data-amiss]");
      amiss.hidden = true;
      try {
        const told = form.dataset.options || (await (await fetch(form.action)).text());
        const made = await navigator.credentials[form.dataset.passkey](read(told));
        form.elements.credential.value = written(made);
        form.submit();
      } catch {
        amiss.hidden = false;
      }
    });
  }
})();
