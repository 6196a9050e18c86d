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

  test('is seen when the loop comes round no more than once between two readings', async () => {
    for (let reading = 0; reading < 3; reading++) {
      loop.take();
      await hold(300);
      expect(loop.take()).toBeGreaterThan(100);
    }
  });

  test('is small when there is nothing to do', async () => {
    loop.take();
    await pause(300);
    expect(loop.take()).toBeLessThan(50);
  });
});
