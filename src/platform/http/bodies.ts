/** Request bodies: JSON, forms and multipart, each bounded, all ending as one plain object. */

import { isUtf8 } from 'node:buffer';
import { createWriteStream } from 'node:fs';
import { unlink } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import multipart from '@fastify/multipart';
import type { MultipartFile } from '@fastify/multipart';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import qs from 'qs';
import { Refusal, badRequest } from '#kit/errors.ts';
import { SNIFFED_BYTES } from '../media/sniff.ts';
import type { SpooledFile, Upload } from './route.ts';

export const MAX_BODY_BYTES = 1024 * 1024;
const MAX_SDP_BYTES = 65_536;
const MAX_DEPTH = 32;
const MAX_FIELDS = 1000;

const NESTING = { depth: 5, arrayLimit: MAX_FIELDS, parameterLimit: MAX_FIELDS, allowPrototypes: false, ignoreQueryPrefix: false };

const PLAIN_QUERY = /^[\w.~=&:,-]{0,500}$/;

/** Text of a query or form, with `a[b]` and `a[]` as nested values. */
export function parseForm(text: string): Record<string, unknown> {
  return (PLAIN_QUERY.test(text) ? parsePlain(text) : undefined) ?? parseNested(text);
}

/** Most queries are a few words: the same answer, sooner. Undefined where a name comes twice or is an object's own. */
function parsePlain(text: string): Record<string, unknown> | undefined {
  const found: Record<string, unknown> = {};
  for (const part of text.split('&')) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    const name = equals === -1 ? part : part.slice(0, equals);
    if (name in found) return undefined;
    found[name] = equals === -1 ? '' : part.slice(equals + 1);
  }
  return found;
}

function parseNested(text: string): Record<string, unknown> {
  return qs.parse(/(\[|%5B)(\]|%5D)(\[|%5B)/i.test(text) ? numbered(text) : text, NESTING) as Record<string, unknown>;
}

/** `a[][b]=1&a[][b]=2` with numbers, as Rails reads it: a new item begins where the same name comes again. */
function numbered(text: string): string {
  const items = new Map<string, { at: number; names: Set<string> }>();
  return text.split('&').map((part) => {
    const [all, list, name] = /^([^=[%]{1,100})(?:\[|%5B)(?:\]|%5D)((?:\[|%5B)[^=]*)/i.exec(part) ?? [];
    if (all === undefined || list === undefined || name === undefined) return part;
    const item = items.get(list) ?? { at: 0, names: new Set() };
    items.set(list, item);
    // A list within an item has the same name more than once.
    if (item.names.has(name) && !/(\[|%5B)(\]|%5D)$/i.test(name)) {
      item.at += 1;
      item.names.clear();
    }
    item.names.add(name);
    return `${list}[${item.at}]${name}${part.slice(all.length)}`;
  }).join('&');
}

/** Adds the body parsers, all but that of multipart bodies. */
export function readBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    if (body.length === 0) return done(null, {});
    if (!isUtf8(body)) return done(badRequest('The body is not valid UTF-8'));
    const text = body.toString('utf8');
    if (depthOf(text) > MAX_DEPTH) return done(badRequest(`The body is nested deeper than ${MAX_DEPTH} levels`));
    void parseJson(request, text, (error, value: unknown) => {
      if (error) return done(badRequest('The body is not valid JSON'));
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return done(badRequest('The body must be a JSON object'));
      done(null, value);
    });
  });
  // What WHIP sends (RFC 9725): the offer of a WebRTC connection.
  app.addContentTypeParser('application/sdp', { parseAs: 'buffer', bodyLimit: MAX_SDP_BYTES }, (_request, body: Buffer, done) => {
    if (!isUtf8(body)) return done(badRequest('The body is not valid UTF-8'));
    done(null, { sdp: body.toString('utf8') });
  });
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'buffer' }, (_request, body: Buffer, done) => {
    if (!isUtf8(body)) return done(badRequest('The body is not valid UTF-8'));
    done(null, parseForm(body.toString('utf8')));
  });
}

/** The same for multipart bodies, in one scope of routes. */
export async function acceptMultipart(app: FastifyInstance): Promise<void> {
  await app.register(multipart, { limits: { fields: MAX_FIELDS, fieldNameSize: 200, fieldSize: MAX_BODY_BYTES, parts: MAX_FIELDS } });
}

/** How deep brackets are nested, read without recursion before anything recursive sees the text. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (inString) {
      if (code === 92) i++;
      else if (code === 34) inString = false;
    } else if (code === 34) inString = true;
    else if (code === 91 || code === 123) deepest = Math.max(deepest, ++depth);
    else if (code === 93 || code === 125) depth--;
  }
  return deepest;
}

export interface FileRules {
  /** A file may have so many bytes; 0: none are taken. */
  readonly fileBytes: number;
  /** Where to write files as they come; without it they are held in memory. */
  readonly spool?: (() => Promise<string>) | false | undefined;
}

interface Parts {
  readonly body: Record<string, unknown>;
  readonly files: Upload[];
  readonly spooled: SpooledFile[];
}

/** What several files of one form may have together, with its fields. */
export const mostBytes = (fileBytes: number): number => fileBytes * 4 + MAX_BODY_BYTES;

/** What is too much by less than this is read to its end: many programs hear an answer only then. */
const HEARD_OUT_BYTES = 64 * 1024 * 1024;

/** Who announces far more than can be taken is told before anything is read, and the rest is not waited for. @throws Refusal 413 */
export function refuseAnnounced(request: FastifyRequest, reply: FastifyReply, fileBytes: number): void {
  if (!(Number(request.headers['content-length']) > mostBytes(fileBytes) + HEARD_OUT_BYTES)) return;
  void reply.header('Connection', 'close');
  throw new Refusal(413, fileBytes > 0 ? `A file here may have at most ${fileBytes} bytes` : 'The body is too large');
}

/** The fields and files of a multipart body. @throws Refusal 413 or 422; nothing spooled is left then. */
export async function readMultipart(request: FastifyRequest, rules: FileRules): Promise<Parts> {
  const spooled: SpooledFile[] = [];
  try {
    return await readParts(request, rules, spooled);
  } catch (error) {
    await removeSpooled(spooled);
    throw error;
  }
}

/** Throws away what nobody has moved to where it stays. */
export async function removeSpooled(spooled: readonly SpooledFile[]): Promise<void> {
  await Promise.all(spooled.map(({ path }) => unlink(path).catch(() => undefined)));
}

async function readParts(request: FastifyRequest, { fileBytes, spool }: FileRules, spooled: SpooledFile[]): Promise<Parts> {
  const pairs: string[] = [];
  const files: Upload[] = [];
  let bytes = 0;
  const tooLarge = (): never => {
    throw new Refusal(413, `A file here may have at most ${fileBytes} bytes`);
  };
  for await (const part of request.parts({ limits: { files: fileBytes > 0 ? 4 : 0, fileSize: Math.max(1, fileBytes) } })) {
    if (part.type === 'file' && spool) {
      const file = await writePart(part, await spool(), `file ${spooled.length}`).catch(tooLarge);
      spooled.push(file);
      // Where it belongs to one of several things, its mark stands in its place among the fields.
      if (part.fieldname.includes('[')) pairs.push(pairOf(part.fieldname, file.mark));
    } else if (part.type === 'file') {
      files.push({ field: part.fieldname, bytes: await part.toBuffer().catch(tooLarge), filename: part.filename ?? '', type: part.mimetype });
    } else {
      const value = String(part.value);
      bytes += value.length + part.fieldname.length;
      if (bytes > MAX_BODY_BYTES) throw new Refusal(413, 'The body is too large');
      pairs.push(pairOf(part.fieldname, value));
    }
  }
  return { body: parseForm(pairs.join('&')), files, spooled };
}

const pairOf = (name: string, value: string): string =>
  `${encodeURIComponent(name).replaceAll('%5B', '[').replaceAll('%5D', ']')}=${encodeURIComponent(value)}`;

/** What is half-written when the client goes away is thrown away at once. */
async function writePart({ fieldname, file, filename }: MultipartFile, path: string, mark: string): Promise<SpooledFile> {
  const start: Buffer[] = [];
  let size = 0;
  file.on('data', (chunk: Buffer) => {
    if (size < SNIFFED_BYTES) start.push(chunk.subarray(0, SNIFFED_BYTES));
    size += chunk.length;
  });
  try {
    await pipeline(file, createWriteStream(path, { flags: 'wx', mode: 0o640 }));
  } catch (error) {
    await unlink(path).catch(() => undefined);
    throw error;
  }
  return { field: fieldname, mark, path, size, filename: filename ?? '', start: Buffer.concat(start).subarray(0, SNIFFED_BYTES) };
}
