import { Refusal, jsonReply } from '../../../src/platform/simulation/simulated-exchange.js';
import {
  chooseRecord,
  showRecord,
  type RecordVariants,
  type WireRecord,
} from '../../../src/platform/simulation/simulated-records.js';
import { startSimulatorServer, type StartSimulator } from '../../../src/platform/simulation/simulator-server.js';

const API_KEY = 'sandbox-tiny-api-key';

const PEOPLE: readonly WireRecord[] = [
  { key: 'tiny-0001', state: 'open', name: 'Tina Tiny', mail: 'tina@example.com', since: '2026-01-01T00:00:00Z' },
  { key: 'tiny-0002', state: 'shut', full_name: 'Tom Tiny', note: 'left' },
];

const VARIANTS: RecordVariants = {
  idKey: 'key',
  newEnumValue: (record) => ({ ...record, state: 'ajar' }),
  cardNumberLeak: (record, cardNumber) => ({ ...record, name: `Tina ${cardNumber}` }),
};

/** Starts the tiny provider's stand-in. */
export const startTinySimulator: StartSimulator = (options = {}) =>
  startSimulatorServer(
    {
      provider: 'tiny',
      basePath: '/api',
      routes: [
        {
          method: 'GET',
          path: '/people/:id',
          handle: ({ params, scenario }) => {
            const found = PEOPLE.find(({ key }) => key === params['id']);
            if (!found) throw new Refusal(404, 'No such person');
            return jsonReply(200, showRecord(chooseRecord(found, PEOPLE, scenario), scenario, VARIANTS));
          },
        },
      ],
      scenarios: {},
      error: (status, message) => jsonReply(status, { error: String(message) }),
      unauthorized: () => jsonReply(401, { error: 'Unknown key' }),
      isAuthorized: ({ headers }) => headers.authorization === `Bearer ${API_KEY}`,
      environment: (baseUrl) => ({ TINY_BASE_URL: baseUrl, TINY_API_KEY: API_KEY }),
      reset: () => undefined,
    },
    options,
  );
