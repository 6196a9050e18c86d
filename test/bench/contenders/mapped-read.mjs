// What the hand-written contenders share: one read of a customer with the gateway’s own reader and mapper.
import { randomUUID } from 'node:crypto';
import { Pool } from 'undici';
import { readAnswer } from '../../../dist/platform/http/json-reader.js';
import { readRecord } from '../../../dist/providers/mapping/record-reader.js';
import { spherePayCustomer } from '../../../dist/providers/spherepay/spherepay.fields.js';

const CALL = { includeSensitive: false, explain: false, noteDifference: () => undefined };
const HEADERS = { accept: 'application/json', authorization: 'Bearer bench' };
const pool = new Pool(process.env.UPSTREAM, { connections: 128, pipelining: 1 });

/** The answer to a caller: the canonical customer with its meta. */
export async function readCustomer(id) {
  const { statusCode, headers, body } = await pool.request({
    method: 'GET',
    path: `/v2/customer/${encodeURIComponent(id)}`,
    headers: HEADERS,
  });
  const answer = readAnswer(statusCode, headers, Buffer.from(await body.arrayBuffer()));
  const { data, warnings } = readRecord(spherePayCustomer, answer, answer.body, { asked: id, call: CALL });
  const sources = [{ provider: 'spherepay', asOf: new Date().toISOString(), from: 'live' }];
  return { data, meta: { requestId: randomUUID(), sources, warnings } };
}
