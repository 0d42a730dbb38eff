/** The redis server through which studies and workers find each other: its address, and who else is there. */
import { Redis } from 'ioredis';
import { VERSION } from '../version.ts';

/** As ioredis takes them. */
export interface ConnectionOptions {
  readonly host: string;
  readonly port: number;
  readonly db: number;
  readonly username?: string;
  readonly password?: string;
  readonly tls?: Record<string, never>;
  readonly connectTimeout: number;
  /** a server that goes away is waited for; whether it is there at all is found out by `connect` */
  readonly maxRetriesPerRequest: null;
}

export interface RedisAddress {
  readonly options: ConnectionOptions;
  /** for messages: without a password */
  readonly shown: string;
}

const USUAL_PORT = 6379;
const CONNECT_TIMEOUT = 5000;
/** between two attempts to reach a server that has gone away, milliseconds */
const RETRY = 1000;

/** `redis://[USER[:PASSWORD]@]HOST[:PORT][/DATABASE]`, `rediss:` for TLS; null: it is none. */
export function parseRedisAddress(text: string): RedisAddress | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  const database = /^\/?(\d{0,4})$/.exec(url.pathname)?.[1];
  if (!/^rediss?:$/.test(url.protocol) || url.hostname === '' || database === undefined) return null;
  const [username, password] = [url.username, url.password].map(decoded);
  if (url.search !== '' || url.hash !== '' || username === null || password === null) return null;
  const port = url.port === '' ? USUAL_PORT : Number(url.port);
  return {
    shown: `${url.protocol}//${url.hostname}:${port}${database === '' ? '' : `/${database}`}`,
    options: {
      host: url.hostname.replace(/^\[|\]$/g, ''),
      port,
      db: Number(database),
      ...(username === '' ? {} : { username }),
      ...(password === '' ? {} : { password }),
      ...(url.protocol === 'rediss:' ? { tls: {} } : {}),
      connectTimeout: CONNECT_TIMEOUT,
      maxRetriesPerRequest: null,
    },
  };
}

/** Reaches for a server that has gone away again and again, as long as that is wanted. */
export function persistent(options: ConnectionOptions, isWanted: () => boolean) {
  return { ...options, retryStrategy: () => (isWanted() ? RETRY : null) };
}

/** null: it is not encoded as URLs are. */
function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/** The server cannot be used, and why. */
export class RedisRefusal extends Error {
  override readonly name = 'RedisRefusal';
}

/** What a process is to the others on the same server. */
export type Role = 'study' | 'worker';
const OPPOSITE: Readonly<Record<Role, Role>> = { study: 'worker', worker: 'study' };

/**
 * Connects and says so to others. Throws `RedisRefusal` where there is no such server, or where studies and workers on it are of
 * another version: results of two versions are not to be compared, so neither would ever get anything to do.
 */
export async function connect({ options, shown }: RedisAddress, role: Role): Promise<Redis> {
  let reached = false;
  const redis = new Redis({
    ...persistent(options, () => reached),
    connectionName: nameOf(role, VERSION),
    lazyConnect: true,
  });
  let trouble: Error | null = null;
  redis.on('error', (error) => {
    trouble = error;
  });
  try {
    await redis.connect();
    await redis.ping();
  } catch (error) {
    redis.disconnect();
    throw new RedisRefusal(`${shown}: ${reasonOf(trouble ?? error)}`);
  }
  reached = true;
  const others = await versionsOf(redis, OPPOSITE[role], options.db);
  if (others.size > 0 && !others.has(VERSION)) {
    redis.disconnect();
    const whose = role === 'study' ? 'the workers there are' : 'the studies there are';
    throw new RedisRefusal(
      `${shown}: ${whose} of batchlab ${[...others].sort().join(' and ')}, and this is ${VERSION}: both have to be of the same version (or use another database: redis://HOST:PORT/1)`,
    );
  }
  return redis;
}

/** The versions of those who are connected in that role; empty too where the server does not tell. */
export async function versionsOf(redis: Redis, role: Role, database: number): Promise<ReadonlySet<string>> {
  let list: string;
  try {
    list = String(await redis.call('CLIENT', 'LIST'));
  } catch {
    return new Set(); // some hosted servers do not permit it
  }
  const clients = list.split('\n').map((line) => new Map(line.split(' ').map((field) => split(field))));
  const here = clients.filter((client) => client.get('db') === String(database));
  const start = nameOf(role, '');
  return new Set(
    here.flatMap((client) => (client.get('name')?.startsWith(start) ? [client.get('name')!.slice(start.length)] : [])),
  );
}

/** How long a farewell usually may take, milliseconds. */
const PATIENCE = 1000;

/** Closes a connection of BullMQ's; to a server that does not answer any more without a farewell. */
export async function hangUp(
  party: { close(): Promise<void>; disconnect(): Promise<void> },
  patience = PATIENCE,
): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<'late'>((resolve) => {
    timer = setTimeout(resolve, patience, 'late');
  });
  const farewell = party.close().catch(() => {});
  if ((await Promise.race([farewell, tooLong])) === 'late') party.disconnect().catch(() => {});
  clearTimeout(timer);
}

function nameOf(role: Role, version: string): string {
  return `batchlab-${role}@${version}`;
}

function split(field: string): [string, string] {
  const place = field.indexOf('=');
  return [field.slice(0, place), field.slice(place + 1)];
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const reason = error instanceof AggregateError ? (error.errors[0] ?? error) : error;
  const code = 'code' in reason && typeof reason.code === 'string' ? reason.code : '';
  return CODES[code] ?? (reason.message === '' ? 'it cannot be reached' : reason.message);
}

const CODES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'no redis server answers there (ECONNREFUSED)',
  ENOTFOUND: 'there is no such host (ENOTFOUND)',
  EAI_AGAIN: 'the name of the host cannot be looked up (EAI_AGAIN)',
  ETIMEDOUT: 'it does not answer (ETIMEDOUT)',
};
