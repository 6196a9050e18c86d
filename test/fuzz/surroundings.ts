import type { TestGateway } from '../support/gateway.js';
import type { ApiOperation } from './api-operations.js';
import type { Surroundings } from './requests.js';

// The first two wait for a deadline, the next moves megabytes; the others take the gateway's token away, so that requests
// fail which run at the same time. All have tests of their own.
const LEFT_OUT = /^(?:timeout|late-after-write|oversized|token-.*)$/;

/** What the gateway and its simulators tell of themselves: scenarios, and the records and positions that lists hold. */
export async function explore(
  gateway: TestGateway,
  operations: readonly ApiOperation[],
  keys: Pick<Surroundings, 'key' | 'keysByScope'>,
): Promise<Surroundings> {
  const known = new Map<string, string[]>();
  const remember = (at: string, values: unknown[]) =>
    known.set(
      at,
      values.filter((one) => typeof one === 'string'),
    );
  for (const operation of operations) {
    if (operation.method !== 'GET' || operation.template.includes('{')) continue;
    const query = operation.parameters
      .filter((one) => one.in === 'query' && one.required)
      .map((one) => `${one.name}=${String(one.example)}`);
    const { body } = await gateway.call(`${operation.template}?${query.join('&')}`);
    const records = Array.isArray(body?.data) ? (body.data as Record<string, unknown>[]) : [];
    const names = records.flatMap(({ id, providerId, name }) => [id, providerId, name]);
    remember(`${operation.template}/`, names);
    remember(`${operation.template}?cursor`, [body?.meta?.page?.nextCursor]);
  }
  const methods = Map.groupBy(operations, ({ template }) => template);
  return {
    ...keys,
    known,
    scenarios: new Map(
      gateway.simulators.map((one) => [one.provider, scenariosOf((text) => one.scenarioProblem(text))]),
    ),
    methods: new Map([...methods].map(([template, all]) => [template, all.map(({ method }) => method)])),
  };
}

/** The scenarios of a simulator with each of their arguments, by what it says about a wrong one. */
function scenariosOf(problemOf: (scenario: string) => string | null): string[] {
  const names = (problemOf('?')?.split('known are: ')[1] ?? '').split(', ');
  return names
    .filter((name) => !LEFT_OUT.test(name))
    .flatMap((name) => {
      const problem = problemOf(name);
      if (problem === null) return [name];
      const words = problem.split('one of: ')[1];
      return words === undefined ? [`${name}:2`] : words.split(', ').map((word) => `${name}:${word}`);
    });
}
