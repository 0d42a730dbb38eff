/** The address of a redis server as users give it, and what they are told when it cannot be used. */
import { parseRedisAddress, type RedisAddress, RedisRefusal } from '../cells/redis.ts';
import { Refusal } from './exit.ts';

export function redisAddress(text: string): RedisAddress {
  const address = parseRedisAddress(text);
  if (address === null)
    throw new Refusal(
      `error: --on ${hidden(text)}: expected redis://HOST:PORT or redis://USER:PASSWORD@HOST:PORT/DATABASE`,
    );
  return address;
}

/** Does it; that the server cannot be used is a refusal. */
export async function refusingRedis<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof RedisRefusal ? new Refusal(`error: ${error.message}`) : error;
  }
}

/** A password is not repeated, wherever it may end up. */
function hidden(text: string): string {
  return text.replace(/\/\/.*@/, '//…@');
}
