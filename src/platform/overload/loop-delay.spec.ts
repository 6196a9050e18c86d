import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { LoopDelay } from './loop-delay.js';

let loop: LoopDelay;
beforeEach(() => void (loop = new LoopDelay()));
afterEach(() => loop.stop());

/** Keeps the loop from coming round for so long, and lets it come round once. */
async function hold(ms: number): Promise<void> {
  const until = performance.now() + ms;
  while (performance.now() < until);
  await pause(1);
}

describe('the delay of the event loop', () => {
  test('is seen when the loop comes round several times between two readings', async () => {
    loop.take();
    for (let round = 0; round < 5; round++) await hold(80);
    expect(loop.take()).toBeGreaterThan(50);
  });

  test('is seen when the loop comes round no more than once, reading after reading', async () => {
    await pause(300);
    loop.take();
    const delays: number[] = [];
    for (let reading = 0; reading < 4; reading++) {
      await hold(300);
      delays.push(loop.take());
    }
    expect(delays[0]).toBe(0);
    for (const delay of delays.slice(1)) expect(delay).toBeGreaterThan(100);
  });

  test('is not seen in one long pause', async () => {
    await pause(300);
    loop.take();
    await hold(400);
    expect(loop.take()).toBe(0);
    await pause(300);
    expect(loop.take()).toBeLessThan(50);
  });

  test('is small when there is nothing to do', async () => {
    loop.take();
    await pause(300);
    expect(loop.take()).toBeLessThan(50);
  });
});
