// So many creates at the same time, each with two files of 10 MiB. Arguments: address, number. Prints one line of JSON.
import { Pool } from 'undici';
import { BACK, FRONT, jpeg, newCustomer, toForm, toMultipart } from '../support/new-customer.ts';

const [, , url, creates] = process.argv;
const file = jpeg(10 * 1_048_576);
const files = [FRONT, BACK].map((name) => ({ name, bytes: file, filename: 'scan.jpg' }));
const { contentType, bytes } = await toMultipart(toForm(newCustomer(), files));
const headers = { authorization: 'Bearer bench', 'content-type': contentType };
const pool = new Pool(url, { connections: Number(creates), headersTimeout: 0, bodyTimeout: 0 });

async function create() {
  try {
    const { statusCode, body } = await pool.request({
      method: 'POST',
      path: '/v1/cartevo/customers',
      headers,
      body: bytes,
    });
    const text = await body.text();
    if (statusCode !== 201) console.error(`a create was answered with ${statusCode}: ${text.slice(0, 300)}`);
    return statusCode === 201;
  } catch (error) {
    console.error(`a create failed: ${error.message}`);
    return false;
  }
}

const begin = performance.now();
const results = await Promise.all(Array.from({ length: Number(creates) }, create));
console.log(JSON.stringify({ created: results.filter(Boolean).length, seconds: (performance.now() - begin) / 1000 }));
await pool.close();
