import { request, type ClientRequest } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { TEST_KEY } from './gateway.js';
import { jpeg, newCustomer, toForm, toMultipart } from './new-customer.js';

/** An upload that has begun. */
export interface BegunUpload {
  /** Status of the answer, or that there was none. */
  readonly outcome: Promise<number | 'lost'>;
  /** Sends the rest. */
  readonly finish: () => void;
}

/** What `beginUpload` sends, as a form. */
export function uploadForm(): FormData {
  return toForm(newCustomer(), [{ name: 'identityDocument.front', bytes: jpeg() }]);
}

/** Sends the first bytes of a create with a file, and waits until they have arrived. */
export async function beginUpload(url: string, more: Record<string, string> = {}): Promise<BegunUpload> {
  const { contentType, bytes } = await toMultipart(uploadForm());
  const own = { authorization: `Bearer ${TEST_KEY}`, 'content-type': contentType, 'content-length': bytes.length };
  const sending: ClientRequest = request(`${url}/v1/cartevo/customers`, {
    method: 'POST',
    headers: { ...own, ...more },
  });
  const outcome = new Promise<number | 'lost'>((resolve) => {
    sending.once('response', (response) => resolve(response.resume().statusCode ?? 0));
    sending.once('error', () => resolve('lost'));
  });
  sending.write(bytes.subarray(0, 100));
  await pause(300);
  return { outcome, finish: () => sending.end(bytes.subarray(100)) };
}
