import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { closedPort, fullBacklog } from './kit/places.js';
import { FaultyServer } from './kit/faulty-server.js';
import { MATRIX, casesOf } from './matrix.js';
import { healthyProvider } from './subjects.js';

function fate(port: number): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const socket = connect(port, '127.0.0.1', () => resolve('connected'));
  socket.on('error', (error: NodeJS.ErrnoException) => resolve(String(error.code)));
  const timer = setTimeout(resolve, 500, 'nothing');
  return promise.finally(() => {
    clearTimeout(timer);
    socket.destroy();
  });
}

/** Waits until the server has had this many requests, and a little for one too many. */
async function callsOf(server: FaultyServer, expected: number): Promise<number> {
  for (let wait = 0; wait < 100 && server.calls < expected; wait++) await pause(10);
  await pause(20);
  return server.calls;
}

describe('the places where nobody answers', () => {
  test('a closed port refuses', async () => {
    const { port } = await closedPort();
    expect(await fate(port)).toBe('ECONNREFUSED');
  });

  test('a full backlog neither accepts nor refuses', async () => {
    const place = await fullBacklog();
    expect([await fate(place.port), await fate(place.port)]).toEqual(['nothing', 'nothing']);
    await place.close();
    expect(await fate(place.port)).toBe('ECONNREFUSED');
  });
});

test('a faulty server counts the requests of its fault, in whatever pieces they come', async () => {
  const server = await FaultyServer.start(healthyProvider('cartevo'));
  server.behave(({ socket }) => socket.write('HTTP/1.1 204 No Content\r\n\r\n'));
  const socket = connect(server.port, '127.0.0.1');
  for (const piece of ['GET / HTTP/1.1\r\nhost', ': x\r\n\r\nPOST / HTTP/1.1\r\ncontent-length: 5\r\n\r\nab', 'c']) {
    socket.write(piece);
    await pause(20);
  }
  const before = await callsOf(server, 1);
  socket.write('de');
  const after = await callsOf(server, 2);
  socket.destroy();
  await server.close();
  expect([before, after]).toEqual([1, 2]);
});

describe('the matrix', () => {
  const numbers = Array.from({ length: 41 }, (_, index) => `U${String(index + 1).padStart(2, '0')}`);

  test('has every kind of fault, U42 being a test of its own', () => {
    expect([...new Set(MATRIX.map(({ id }) => id))].sort()).toEqual(numbers);
  });

  test('names no row twice', () => {
    const names = MATRIX.map(({ id, name }) => `${id} ${name}`);
    expect(names).toHaveLength(new Set(names).size);
  });

  test('tries every row, and says why where not', () => {
    for (const row of MATRIX) {
      const { tried, left } = casesOf(row);
      expect({ row: row.name, tried: tried.length > 0 }).toEqual({ row: row.name, tried: true });
      for (const { reason } of left) expect(reason).toMatch(/\S{2,} \S{2,}/);
    }
  });
});
