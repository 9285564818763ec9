// Tokens that were good when they were issued: what a client is answered that opens a stream with one now.
import { get } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { setStanding } from '#accounts';
import { deleteMember } from '#auth';
import { openTown } from '#town';
import type { Json, Town } from '#town';

let town: Town;

beforeAll(async () => {
  town = await openTown();
});

afterAll(() => town.close());

const UPGRADE = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13', 'sec-websocket-key': 'MDEyMzQ1Njc4OWFiY2RlZg==' };

/** Asks as a client does, and reads an answer that is no stream; fails if it is one, or if none comes. */
function ask(path: string, headers: Record<string, string>): Promise<{ response: IncomingMessage; body: Json }> {
  return new Promise((resolve, reject) => {
    const request = get(`${town.base}/api/v1/streaming${path}`, { headers, agent: false, timeout: 3000 });
    request.on('timeout', () => request.destroy(new Error('No answer')));
    request.on('error', reject);
    request.on('upgrade', (_response, socket) => {
      socket.destroy();
      reject(new Error('The stream was opened'));
    });
    request.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.on('end', () => resolve({ response, body: JSON.parse(text) }));
    });
  });
}

const WAYS: Record<string, (token: string) => [string, Record<string, string>]> = {
  'a socket, token in the query': (token) => [`?stream=user&access_token=${token}`, UPGRADE],
  'a socket, token in the header': (token) => ['?stream=user', { ...UPGRADE, authorization: `Bearer ${token}` }],
  'a socket, token as protocol': (token) => ['/?stream=public', { ...UPGRADE, 'sec-websocket-protocol': token }],
  'events, token in the query': (token) => [`/user?access_token=${token}`, {}],
  'events, token in the header': (token) => ['/public', { authorization: `Bearer ${token}` }],
};

describe.each(Object.keys(WAYS))('%s', (way) => {
  test.each([
    ['disabled', 403, /disabled/],
    ['pending', 403, /pending/],
    ['suspended', 401, /token/],
    ['deleted', 401, /token/],
  ] as const)('an account that was %s since its token was issued is answered %i as JSON', async (standing, status, why) => {
    const person = await town.person(`${standing}${Object.keys(WAYS).indexOf(way)}`);
    if (standing === 'deleted') await deleteMember(town.ctx, Number(person.id));
    else await setStanding(town.ctx, Number(person.id), standing);
    const [path, headers] = (WAYS[way] as (typeof WAYS)[string])(person.token);
    const { response, body } = await ask(path, headers);
    expect(response.statusCode).toBe(status);
    expect(response.headers['content-type']).toMatch(/^application\/json/);
    expect(body.error).toMatch(why);
    expect(response.headers['www-authenticate'] !== undefined).toBe(status === 401);
  });
});

test('an account that may act again streams again with the token it had', async () => {
  const person = await town.person('returns');
  await setStanding(town.ctx, Number(person.id), 'disabled');
  await expect(person.stream('user')).rejects.toThrow('403');
  await setStanding(town.ctx, Number(person.id), 'active');
  const stream = await person.stream('user');
  await person.posts('back');
  expect((await stream.next('update')).payload.content).toContain('back');
  await stream.close();
});

test('a client that is gone before its token was looked up harms nobody', async () => {
  const person = await town.person('hasty');
  for (let n = 0; n < 50; n++) {
    const request = get(`${town.base}/api/v1/streaming?stream=user&access_token=${n % 2 ? person.token : `wrong${n}`}`, { headers: UPGRADE, agent: false });
    request.on('error', () => undefined);
    setTimeout(() => request.destroy(), n % 5);
  }
  await expect.poll(async () => /^perchoir_streams_open (\d+)/m.exec((await town.visitor.get('/metrics')).text)?.[1], { timeout: 5000 }).toBe('0');
});

test('a client that offers another protocol than WebSocket is answered as if it had not', async () => {
  const { response, body } = await ask('/user', { connection: 'Upgrade, HTTP2-Settings', upgrade: 'h2c', 'http2-settings': 'AAMAAABkAARAAAAAAAIAAAAA' });
  expect([response.statusCode, body.error]).toEqual([401, 'Missing access token']);
});
