// Callers who ask without a pause, each waiting for the answer: as much as the gateway can bear.
import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'undici';
import { nextRequest } from './requests.mjs';

const ETAGS_KEPT = 500;

/** Keeps `count` callers busy for so many milliseconds; every answer goes to `answers`. */
export async function keepAsking(url, { count, milliseconds, answers }) {
  const pool = new Pool(url, { connections: count, headersTimeout: 0, bodyTimeout: 0 });
  const etags = new Map();
  const end = performance.now() + milliseconds;
  const one = async () => {
    while (performance.now() < end) await ask(pool, answers, etags);
  };
  await Promise.all(Array.from({ length: count }, one));
  await pool.close();
}

async function ask(pool, answers, etags) {
  const asked = nextRequest(etags);
  const { method, path, headers, body, leavesAfterMs } = asked;
  const leave = new AbortController();
  const timer = leavesAfterMs === null ? null : setTimeout(() => leave.abort(), leavesAfterMs);
  try {
    const response = await pool.request({ method, path, headers, body, signal: leave.signal });
    const text = await response.body.text();
    const received = new Headers(
      Object.entries(response.headers).flatMap(([name, value]) => [value].flat().map((one) => [name, one])),
    );
    answers.note(asked, { status: response.statusCode, headers: received, text });
    const etag = received.get('etag');
    if (etag !== null && response.statusCode === 200) remember(etags, path, etag);
    // Whoever is refused comes back a little later.
    if (response.statusCode === 503) await pause(20);
  } catch (error) {
    if (leave.signal.aborted) answers.left++;
    else answers.noteLost(asked, error);
  } finally {
    if (timer) clearTimeout(timer);
  }
}

function remember(etags, path, etag) {
  etags.set(path, etag);
  if (etags.size > ETAGS_KEPT) etags.delete(etags.keys().next().value);
}
