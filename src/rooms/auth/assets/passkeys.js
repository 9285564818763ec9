// Passkeys: the only part of these pages that needs script. Without it, or without WebAuthn, its buttons stay hidden.
const decode = (text) => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));
const encode = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

/** What the server says in the words of the page, to be shown as it is. */
class Told extends Error {}

async function post(address, body) {
  const answer = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify(body),
  });
  const json = await answer.json();
  if (!answer.ok) throw new Told(json.error);
  return json;
}

const withIds = (list) => (list ?? []).map((one) => ({ ...one, id: decode(one.id) }));
const common = (place) => ({ form_token: place.dataset.token, lang: place.dataset.lang });

const plain = (credential, response) => ({
  id: credential.id,
  rawId: encode(credential.rawId),
  type: credential.type,
  clientExtensionResults: credential.getClientExtensionResults(),
  response,
});

async function add(form) {
  const options = await post('/settings/passkeys/offer', { ...common(form), current_password: form.elements.current_password.value });
  const credential = await navigator.credentials.create({
    publicKey: {
      ...options,
      challenge: decode(options.challenge),
      user: { ...options.user, id: decode(options.user.id) },
      excludeCredentials: withIds(options.excludeCredentials),
    },
  });
  const { response } = credential;
  const made = plain(credential, {
    clientDataJSON: encode(response.clientDataJSON),
    attestationObject: encode(response.attestationObject),
    transports: response.getTransports?.() ?? [],
  });
  return post('/settings/passkeys', { ...common(form), name: form.elements.name.value, response: made });
}

async function signIn(place) {
  const options = await post('/auth/passkey/ask', common(place));
  const credential = await navigator.credentials.get({
    publicKey: { ...options, challenge: decode(options.challenge), allowCredentials: withIds(options.allowCredentials) },
  });
  const { response } = credential;
  const made = plain(credential, {
    clientDataJSON: encode(response.clientDataJSON),
    authenticatorData: encode(response.authenticatorData),
    signature: encode(response.signature),
    userHandle: response.userHandle ? encode(response.userHandle) : undefined,
  });
  return post('/auth/passkey', { ...common(place), return_to: place.dataset.return, response: made });
}

function offer(place, event, act) {
  if (!place || !globalThis.PublicKeyCredential) return;
  (document.getElementById('passkey-part') ?? place).hidden = false;
  const button = place.querySelector('button');
  const said = document.createElement('p');
  said.setAttribute('role', 'alert');
  (event === 'click' ? button : place).addEventListener(event, async (happened) => {
    happened.preventDefault();
    said.remove();
    // One dialogue of the device at a time.
    button.disabled = true;
    try {
      const { onward } = await act(place);
      // A new address, also where it is the one we are at: the page shows what was added.
      if (new URL(onward, location.href).pathname === location.pathname) location.reload();
      else location.assign(onward);
    } catch (error) {
      said.textContent = error instanceof Told ? error.message : place.dataset.failed;
      button.before(said);
      button.disabled = false;
    }
  });
}

offer(document.getElementById('passkey-add'), 'submit', add);
offer(document.getElementById('passkey-sign-in'), 'click', signIn);
