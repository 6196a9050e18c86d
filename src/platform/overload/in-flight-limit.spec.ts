import { describe, expect, it } from '@jest/globals';
import { InFlightLimit } from './in-flight-limit.js';

/** Readings while so much is in flight as is let in. */
function after(limit: InFlightLimit, ...delays: number[]): number {
  for (const delay of delays) limit.follow(delay, limit.current);
  return limit.current;
}

describe('the limit of what is in flight', () => {
  it('is what is configured while the loop is in time', () => {
    expect(after(new InFlightLimit(1000, 50))).toBe(1000);
    expect(after(new InFlightLimit(1000, 50), 0, 49, 50)).toBe(1000);
  });

  it('falls by a fifth with each late reading, to a tenth at most', () => {
    const limit = new InFlightLimit(1000, 50);
    expect(after(limit, 51)).toBe(800);
    expect(after(limit, 400)).toBe(640);
    expect(after(limit, ...Array<number>(20).fill(60))).toBe(100);
  });

  it('falls from what is really in flight, and never because little is', () => {
    const limit = new InFlightLimit(1000, 50);
    limit.follow(51, 300);
    expect(limit.current).toBe(240);
    limit.follow(51, 900);
    expect(limit.current).toBe(192);
    limit.follow(51, 3);
    expect(limit.current).toBe(100);
  });

  it('rises by a tenth, and is whole again after some seconds in time', () => {
    const limit = new InFlightLimit(1000, 50);
    after(limit, ...Array<number>(20).fill(60));
    expect(after(limit, 0)).toBe(110);
    expect(after(limit, ...Array<number>(22).fill(0))).toBeLessThan(1000);
    expect(after(limit, 0, 0)).toBe(1000);
  });

  it('lets at least one request in, however small it is', () => {
    expect(after(new InFlightLimit(1, 50), ...Array<number>(9).fill(60))).toBe(1);
    expect(after(new InFlightLimit(5, 50), ...Array<number>(9).fill(60))).toBe(1);
  });
});
