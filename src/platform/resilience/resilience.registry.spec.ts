import { beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { UpstreamError } from '../http/upstream-error.js';
import { ResilienceRegistry } from './resilience.registry.js';

const CONFIG = { attempts: 3, retryPauseMs: 1, retryShare: 0.2, breaker: { share: 0.5, calls: 20, openMs: 1000 } };
const LIMITS = { attemptTimeoutMs: 1000, concurrency: 1, queue: 1 };
const lost = new UpstreamError('connection_lost', 'lost', { sent: true });

describe('the registry of resilience', () => {
  let lines: Record<string, unknown>[];
  let registry: ResilienceRegistry;

  beforeEach(() => {
    lines = [];
    const write = (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>);
    registry = new ResilienceRegistry(CONFIG, pino({ level: 'debug', base: null }, { write }));
  });

  it('keeps providers apart and knows them by name', () => {
    expect(registry.all()).toEqual([]);
    const [bank, mint] = [registry.add('bank', LIMITS), registry.add('mint', LIMITS)];
    expect([registry.of('bank'), registry.of('mint'), registry.of('none')]).toEqual([bank, mint, null]);
    expect(registry.all()).toEqual([bank, mint]);
    expect(bank).not.toBe(mint);
  });

  it('passes everything on to whoever observes', () => {
    const heard: unknown[][] = [];
    const observer = {
      attemptEnded: (...what: unknown[]) => void heard.push(['ended', ...what]),
      retried: (...what: unknown[]) => void heard.push(['retried', ...what]),
      circuitChanged: (...what: unknown[]) => void heard.push(['changed', ...what]),
    };
    registry.attemptEnded('bank', 'read', null, 1);
    registry.observe(observer);
    registry.observe(observer);
    registry.attemptEnded('bank', 'read', lost, 12);
    registry.retried('bank', 'getCustomer', lost);
    registry.circuitChanged('bank', 'auth', 'open');
    const once = [
      ['ended', 'bank', 'read', lost, 12],
      ['retried', 'bank', 'getCustomer', lost],
      ['changed', 'bank', 'auth', 'open'],
    ];
    expect(heard).toEqual(once.flatMap((what) => [what, what]));
  });

  it('logs what was repeated, and louder what a circuit does', () => {
    registry.retried('bank', 'getCustomer', lost);
    registry.circuitChanged('bank', 'read', 'half_open');
    expect(lines).toMatchObject([
      {
        level: 20,
        provider: 'bank',
        operation: 'getCustomer',
        failure: 'connection_lost',
        msg: 'an attempt failed and is repeated',
      },
      { level: 40, provider: 'bank', kind: 'read', circuit: 'half_open', msg: 'a circuit has changed' },
    ]);
  });
});
