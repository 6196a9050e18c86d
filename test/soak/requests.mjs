// The mix of requests: reads, lists, cards and creates at all providers, some in a hurry, some content with old answers.
import { randomBytes } from 'node:crypto';
import { FRONT, jpeg, newCustomerJson, newCustomer, toForm, toMultipart } from '../support/new-customer.ts';
import { SECRETS } from '../support/canaries.ts';

const hex = (bytes) => randomBytes(bytes).toString('hex');
// A few records are asked for again and again, so that calls are shared and answers found in the cache.
const popular = (count, bytes, make) => {
  const few = Array.from({ length: count }, () => make(hex(bytes)));
  return () => (Math.random() < 0.5 ? few[Math.floor(Math.random() * few.length)] : make(hex(bytes)));
};
const cartevoId = popular(20, 6, (end) => `4d4dad81-7899-4612-a9f6-${end}`);
const spherePayId = popular(20, 16, (end) => `customer_${end}`);
const partnerId = popular(20, 16, (end) => `cus_${end}`);

const document = jpeg(60_000, SECRETS.documentBytes);
const { contentType, bytes } = await toMultipart(toForm(newCustomer(), [{ name: FRONT, bytes: document }]));
const json = Buffer.from(JSON.stringify(newCustomerJson()));
const create = (type, body) => () => ({
  method: 'POST',
  path: '/v1/cartevo/customers',
  headers: { 'content-type': type },
  body,
  isGood: ({ data }) => typeof data.id === 'string',
});
const record = (path, id) => () => {
  const asked = id();
  return { path: path.replace('{id}', asked), isGood: ({ data }) => data.providerId === asked };
};
const list = (path) => () => ({ path, isGood: ({ data }) => Array.isArray(data) });

/** Weight, and one request of that kind; `isGood` looks at the body of a success. */
const KINDS = [
  [25, record('/v1/cartevo/customers/{id}', cartevoId)],
  [25, record('/v1/spherepay/customers/{id}', spherePayId)],
  [15, record('/v1/partner/customers/{id}', partnerId)],
  [5, record('/v1/cartevo/customers/{id}?explain=true', cartevoId)],
  [5, record('/v1/spherepay/customers/{id}?include=sensitive', spherePayId)],
  [10, () => list(`/v1/cartevo/customers/${cartevoId()}/cards`)()],
  [4, list('/v1/cartevo/customers?limit=20')],
  [4, list('/v1/spherepay/customers?limit=20')],
  [3, create('application/json', json)],
  [3, create(contentType, bytes)],
  [1, list('/v1/providers')],
];
const total = KINDS.reduce((sum, [weight]) => sum + weight, 0);

/** A request at random: `{ method, path, headers, body, isGood, leavesAfterMs }`. */
export function nextRequest(etags) {
  let left = Math.random() * total;
  const [, make] = KINDS.find(([weight]) => (left -= weight) < 0) ?? KINDS[0];
  const { method = 'GET', headers = {}, ...rest } = make();
  const more = { authorization: `Bearer ${SECRETS.callerKey}`, ...headers };
  const chance = Math.random();
  if (chance < 0.1) more['request-timeout'] = chance < 0.02 ? '0.05' : '2';
  else if (chance < 0.3 && method === 'GET') more['cache-control'] = 'max-age=5, stale-if-error=30';
  else if (chance < 0.4 && method === 'GET' && etags.has(rest.path)) more['if-none-match'] = etags.get(rest.path);
  const leavesAfterMs = Math.random() < 0.02 ? Math.random() * 60 : null;
  return { method, headers: more, leavesAfterMs, ...rest };
}
