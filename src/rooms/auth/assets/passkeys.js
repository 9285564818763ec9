// Passkeys: the only part of these pages that needs script. Without it, or without WebAuthn, its buttons stay hidden.
const decode = (text) => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));
const encode = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

async function post(address, body) {
  const answer = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify(body),
  });
  const json = await answer.json();
  if (!answer.ok) throw new Error(json.error);
  return json;
}

const withIds = (list) => (list ?? []).map((one) => ({ ...one, id: decode(one.id) }));

const plain = (credential, response) => ({
  id: credential.id,
  rawId: encode(credential.rawId),
  type: credential.type,
  clientExtensionResults: credential.getClientExtensionResults(),
  response,
});

async function add(form) {
  const token = { form_token: form.dataset.token };
  const options = await post('/settings/passkeys/offer', { ...token, current_password: form.elements.current_password.value });
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
  return post('/settings/passkeys', { ...token, name: form.elements.name.value, response: made });
}

async function signIn(place) {
  const token = { form_token: place.dataset.token };
  const options = await post('/auth/passkey/ask', token);
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
  return post('/auth/passkey', { ...token, return_to: place.dataset.return, response: made });
}

function offer(place, event, act) {
  if (!place || !globalThis.PublicKeyCredential) return;
  place.hidden = false;
  const said = document.createElement('p');
  said.setAttribute('role', 'alert');
  place.addEventListener(event, async (happened) => {
    happened.preventDefault();
    if (event === 'click' && !happened.target.closest('button')) return;
    try {
      location.assign((await act(place)).onward);
    } catch {
      said.textContent = place.dataset.failed;
      place.append(said);
    }
  });
}

offer(document.getElementById('passkey-add'), 'submit', add);
offer(document.getElementById('passkey-sign-in'), 'click', signIn);
