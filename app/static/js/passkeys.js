// Asks the browser for a passkey with the options the server put in the form, and sends the answer back.
const bytes = (text) => Uint8Array.from(atob(text.replace(/_/g, "/").replace(/-/g, "+")), (sign) => sign.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
const decoded = (list = []) => list.map((each) => ({ ...each, id: bytes(each.id) }));

async function create(options) {
  const made = await navigator.credentials.create({
    publicKey: {
      ...options,
      challenge: bytes(options.challenge),
      user: { ...options.user, id: bytes(options.user.id) },
      excludeCredentials: decoded(options.excludeCredentials),
    },
  });
  return {
    id: made.id,
    rawId: text(made.rawId),
    type: made.type,
    extensions: JSON.stringify(made.getClientExtensionResults()),
    response: {
      attestationObject: text(made.response.attestationObject),
      clientDataJSON: text(made.response.clientDataJSON),
      transports: made.response.getTransports?.() ?? null,
    },
  };
}

async function get(options) {
  const given = await navigator.credentials.get({
    publicKey: { ...options, challenge: bytes(options.challenge), allowCredentials: decoded(options.allowCredentials) },
  });
  return {
    id: given.id,
    rawId: text(given.rawId),
    type: given.type,
    extensions: JSON.stringify(given.getClientExtensionResults()),
    response: {
      authenticatorData: text(given.response.authenticatorData),
      clientDataJSON: text(given.response.clientDataJSON),
      signature: text(given.response.signature),
      userHandle: given.response.userHandle ? text(given.response.userHandle) : null,
    },
  };
}

for (const form of document.querySelectorAll("[data-passkey]")) {
  const ask = form.dataset.passkey === "create" ? create : get;
  ask(JSON.parse(form.dataset.options)).then(
    (credential) => {
      form.elements.credential.value = JSON.stringify(credential);
      form.requestSubmit();
    },
    () => {
      form.querySelector("[data-passkey-status]").textContent = form.dataset.failed;
    },
  );
}
