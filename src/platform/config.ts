/** Configuration: environment variables, read once at start and checked, with a message that says how to mend them. */

import { resolve } from 'node:path';
import { LOG_LEVELS } from './log.ts';
import { findConverter } from './media/converter.ts';

export interface Config {
  /** PostgreSQL >= 16; undefined means the embedded one in `dataDir`. */
  databaseUrl: string | undefined;
  /** The public address, without a slash at its end. */
  origin: string;
  /** The host part of `origin`: what stands after the @ in an address on other servers. */
  domain: string;
  dataDir: string;
  port: number;
  host: string;
  /** Where encoders such as OBS send to; port 0: nowhere. */
  rtmpHost: string;
  rtmpPort: number;
  /** Addresses of proxies whose X-Forwarded-* headers are believed; empty: nobody's. */
  trustProxy: string[];
  smtpUrl: string | undefined;
  mailFrom: string;
  logLevel: string;
  /** Where ffmpeg is, which makes more films and sounds fit; undefined: it is done without. */
  ffmpeg: string | undefined;
  databaseConnections: number;
  /** Whether the page of all parts of the look is there, /design: for those who work on it. */
  gallery: boolean;
  /** MediaMTX; undefined: there is none, and video is done here. */
  engine: EngineConfig | undefined;
}

/** A program beside this server that takes video in and gives it out; addresses without a slash at their end. */
export interface EngineConfig {
  /** Its control API: nobody else should reach it. */
  readonly api: string;
  /** What it shows when it asks and tells. */
  readonly secret: string;
  readonly hls: string;
  readonly rtmp: string | undefined;
  readonly whip: string | undefined;
  readonly recordings: string | undefined;
}

export class ConfigError extends Error {}

type Environment = Record<string, string | undefined>;

const fail = (name: string, why: string): never => {
  throw new ConfigError(`${name} ${why}`);
};

/**
 * Reads the configuration.
 * @throws ConfigError that names the variable and what it should look like.
 */
export function readConfig(env: Environment): Config {
  const port = readNumber(env, 'PORT', 3000, [0, 65_535]);
  const host = env['HOST'] || '127.0.0.1';
  const origin = readOrigin(env, port);
  return {
    databaseUrl: readDatabaseUrl(env),
    origin: origin.origin,
    domain: origin.host,
    dataDir: resolve(env['PERCHOIR_DATA'] || 'data'),
    port,
    host,
    rtmpHost: env['RTMP_HOST'] || host,
    rtmpPort: readNumber(env, 'RTMP_PORT', 1935, [0, 65_535]),
    trustProxy: (env['TRUST_PROXY'] || '').split(',').map((part) => part.trim()).filter(Boolean),
    smtpUrl: readSmtpUrl(env),
    mailFrom: env['MAIL_FROM'] || `perchoir@${origin.hostname}`,
    logLevel: readLogLevel(env),
    ffmpeg: env['FFMPEG'] === 'off' ? undefined : env['FFMPEG'] || findConverter(env),
    databaseConnections: readNumber(env, 'DATABASE_CONNECTIONS', 12, [2, 500]),
    gallery: env['PERCHOIR_GALLERY'] === '1',
    engine: readEngine(env),
  };
}

function readNumber(env: Environment, name: string, preset: number, [least, most]: readonly [number, number]): number {
  const text = env[name];
  if (text === undefined || text === '') return preset;
  const value = Number(text);
  if (!Number.isInteger(value) || value < least || value > most) {
    fail(name, `must be a whole number from ${least} to ${most}, not "${text}".`);
  }
  return value;
}

function readOrigin(env: Environment, port: number): URL {
  const text = env['PERCHOIR_ORIGIN'] || `http://localhost:${port}`;
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return fail('PERCHOIR_ORIGIN', `must be an address such as https://perchoir.example, not "${text}".`);
  }
  const bare = url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '';
  if (!['http:', 'https:'].includes(url.protocol) || !bare) {
    fail('PERCHOIR_ORIGIN', `must be http(s)://host[:port] with nothing after it, not "${text}".`);
  }
  return url;
}

function readDatabaseUrl(env: Environment): string | undefined {
  const text = env['DATABASE_URL'];
  if (!text) return undefined;
  if (!/^postgres(ql)?:\/\//.test(text)) {
    fail('DATABASE_URL', 'must begin with postgres:// (or be left out, to use the embedded database).');
  }
  return text;
}

function readSmtpUrl(env: Environment): string | undefined {
  const text = env['SMTP_URL'];
  if (!text) return undefined;
  if (!/^smtps?:\/\//.test(text)) fail('SMTP_URL', 'must begin with smtp:// or smtps://.');
  return text;
}

function readEngine(env: Environment): EngineConfig | undefined {
  const api = readAddress(env, 'MEDIAMTX_API', /^https?:/);
  if (api === undefined) return undefined;
  const secret = env['MEDIAMTX_SECRET'] ?? '';
  if (secret.length < 16) fail('MEDIAMTX_SECRET', 'must have at least 16 characters: with it MediaMTX shows who it is.');
  return {
    api,
    secret,
    hls: readAddress(env, 'MEDIAMTX_HLS', /^https?:/) ?? fail('MEDIAMTX_HLS', 'must be the public address of its HLS server.'),
    rtmp: readAddress(env, 'MEDIAMTX_RTMP', /^rtmps?:/),
    whip: readAddress(env, 'MEDIAMTX_WHIP', /^https?:/),
    recordings: readAddress(env, 'MEDIAMTX_RECORDINGS', /^https?:/),
  };
}

/** Without a slash at its end. */
function readAddress(env: Environment, name: string, scheme: RegExp): string | undefined {
  const text = env[name]?.replace(/\/+$/, '');
  if (!text) return undefined;
  return scheme.test(text) && URL.canParse(text) ? text : fail(name, `must be an address such as ${scheme.test('rtmp:') ? 'rtmp' : 'https'}://video.example, not "${text}".`);
}

function readLogLevel(env: Environment): string {
  const level = env['LOG_LEVEL'] || 'info';
  if (!(LOG_LEVELS as readonly string[]).includes(level)) fail('LOG_LEVEL', `must be one of ${LOG_LEVELS.join(', ')}.`);
  return level;
}
