import { describe, expect, test } from '@jest/globals';
import { BACK, FRONT, jpeg, newCustomer, pdf, png, toForm, zipEnd, type FormFile } from '../support/new-customer.js';
import { expectProblem, expectProblemDocument } from '../support/problem.js';
import { rawRequest, sendRaw } from '../support/raw-http.js';
import { shareStubbedGateway, type StubbedGateway } from '../support/stubbed-gateway.js';

const TEN_MIB = 10 * 1024 * 1024;
const FRONT_POINTER = '/identityDocument/front';
const BACK_POINTER = '/identityDocument/back';

let stubbed: StubbedGateway;
shareStubbedGateway(['cartevo'], (shared) => (stubbed = shared));

const post = (form: FormData) => stubbed.gateway.call('/v1/cartevo/customers', { method: 'POST', body: form });
const postFiles = (...files: FormFile[]) => post(toForm(newCustomer(), files));
const front = (bytes: Uint8Array): FormFile => ({ name: FRONT, bytes });
const back = (bytes: Uint8Array): FormFile => ({ name: BACK, bytes });

/** The bytes of the named file in the form that the provider received. */
async function received(name: string): Promise<Buffer> {
  const [create] = stubbed.calls().filter(({ method }) => method === 'POST');
  const headers = { 'content-type': create?.headers['content-type'] ?? '' };
  const form = await new Response(new Uint8Array(create?.body ?? []), { headers }).formData();
  return Buffer.from(await (form.get(name) as File).arrayBuffer());
}

describe('size of a file', () => {
  test('exactly 10 MiB is accepted and arrives byte for byte', async () => {
    const bytes = jpeg(TEN_MIB);
    expect((await postFiles(front(bytes), back(bytes))).status).toBe(201);
    expect((await received('id_document_front')).equals(bytes)).toBe(true);
    expect((await received('id_document_back')).equals(bytes)).toBe(true);
  });

  test('10 MiB + 1 byte is refused with 413', async () => {
    const answer = await postFiles(front(jpeg(TEN_MIB + 1)));
    expectProblem(answer, {
      status: 413,
      code: 'file_too_large',
      origin: 'caller',
      outcome: 'not_sent',
      places: [FRONT_POINTER],
    });
    expect(stubbed.calls()).toEqual([]);
  });

  test('both files too large are both told', async () => {
    const answer = await postFiles(front(jpeg(TEN_MIB + 1)), back(jpeg(TEN_MIB + 1)));
    expectProblem(answer, { status: 413, code: 'file_too_large', places: [FRONT_POINTER, BACK_POINTER] });
    expect(stubbed.calls()).toEqual([]);
  });

  test('0 bytes are refused with 422', async () => {
    const answer = await postFiles(front(Buffer.alloc(0)));
    expectProblem(answer, { status: 422, code: 'validation_failed', outcome: 'not_sent', places: [FRONT_POINTER] });
    expect(stubbed.calls()).toEqual([]);
  });

  test.each([
    ['an empty text', (form: FormData, name: string) => form.append(name, '')],
    ['an empty file without a name', (form: FormData, name: string) => form.append(name, new Blob([]), '')],
  ])('%s is a file that was not given', async (_kind, append) => {
    const withoutBack = toForm(newCustomer());
    append(withoutBack, BACK);
    expect((await post(withoutBack)).status).toBe(201);
    stubbed.forget();

    const withoutFront = toForm(newCustomer(), []);
    append(withoutFront, FRONT);
    const answer = await post(withoutFront);
    const problem = expectProblem(answer, { status: 422, code: 'validation_failed', places: [FRONT_POINTER] });
    expect(problem.errors[0]?.code).toBe('required');
    expect(stubbed.calls()).toEqual([]);

    const elsewhere = toForm(newCustomer());
    append(elsewhere, 'portrait');
    expectProblem(await post(elsewhere), { status: 422, code: 'validation_failed', places: ['/portrait'] });
  });

  test('no front at all is refused with 422', async () => {
    const answer = await postFiles();
    expectProblem(answer, { status: 422, code: 'validation_failed', places: [FRONT_POINTER] });
    expect(stubbed.calls()).toEqual([]);
  });
});

describe('type of a file, by its content', () => {
  test.each([
    ['JPEG', jpeg()],
    ['PNG', png()],
    ['PDF', pdf()],
  ])('%s is accepted, whatever its name and declared type say', async (_name, bytes) => {
    const file = { ...front(bytes), filename: '../../etc/passwd.exe', type: 'text/html' };
    expect((await postFiles(file)).status).toBe(201);
    const body = stubbed.calls()[0]?.body.toString('latin1') ?? '';
    expect(body).not.toMatch(/passwd|text\/html/);
  });

  test.each<readonly [name: string, bytes: Buffer]>([
    ['wrong magic bytes', Buffer.from('this is not an image')],
    ['GIF', Buffer.concat([Buffer.from('GIF89a'), Buffer.alloc(64)])],
    ['HTML', Buffer.from('<html><script>alert(1)</script></html>')],
    ['SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['executable', Buffer.concat([Buffer.from('MZ'), Buffer.alloc(512)])],
    ['ZIP', Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), Buffer.alloc(64), zipEnd()])],
    ['empty ZIP', zipEnd()],
    ['JPEG and ZIP in one', Buffer.concat([jpeg(), zipEnd()])],
    ['PNG and ZIP in one', Buffer.concat([png(), zipEnd()])],
    ['PDF and ZIP in one', Buffer.concat([pdf(), zipEnd()])],
    ['JPEG and PDF in one', Buffer.concat([jpeg().subarray(0, 100), pdf(), Buffer.from('ffd9', 'hex')])],
    ['JPEG that is cut off', jpeg().subarray(0, 1000)],
    ['PNG that is cut off', png().subarray(0, 40)],
    ['PDF without its end', pdf().subarray(0, 40)],
  ])('%s is refused with 415', async (_name, bytes) => {
    const answer = await postFiles({ ...front(bytes), filename: 'passport.jpg', type: 'image/jpeg' });
    expectProblem(answer, {
      status: 415,
      code: 'unsupported_file_type',
      origin: 'caller',
      outcome: 'not_sent',
      places: [FRONT_POINTER],
    });
    expect(stubbed.calls()).toEqual([]);
  });
});

describe('precedence', () => {
  const wrongFields = newCustomer({ email: 'x' });
  test('413 before 415 before 422', async () => {
    const large = front(jpeg(TEN_MIB + 1));
    const wrong = back(Buffer.from('text'));
    const all = await post(toForm(wrongFields, [large, wrong]));
    expectProblem(all, { status: 413, code: 'file_too_large', places: [FRONT_POINTER] });
    const two = await post(toForm(wrongFields, [wrong]));
    expectProblem(two, { status: 415, code: 'unsupported_file_type', places: [BACK_POINTER] });
    const one = await post(toForm(wrongFields, [front(jpeg())]));
    expectProblem(one, { status: 422, code: 'validation_failed', places: ['/email'] });
    expect(stubbed.calls()).toEqual([]);
  });

  test('customer_underage only when it is the only problem', async () => {
    const child = { dateOfBirth: new Date().toISOString().slice(0, 10) };
    expectProblem(await post(toForm(newCustomer(child))), {
      status: 422,
      code: 'customer_underage',
      places: ['/dateOfBirth'],
    });
    const answer = await post(toForm(newCustomer({ ...child, email: 'x' })));
    const { errors } = expectProblem(answer, { status: 422, code: 'validation_failed' });
    expect(errors.map(({ pointer }) => pointer).sort()).toEqual(['/dateOfBirth', '/email']);
  });

  test.each(['national_id', 'driver_license'])('a %s needs its back side', async (type) => {
    const customer = newCustomer({ identityDocument: { type, number: 'TEST0000042' } });
    expectProblem(await post(toForm(customer)), { status: 422, code: 'validation_failed', places: [BACK_POINTER] });
    expect(stubbed.calls()).toEqual([]);
    expect((await post(toForm(customer, [front(jpeg()), back(png())]))).status).toBe(201);
  });
});

describe('the form', () => {
  const raw = (contentType: string, body: string) => {
    const headers = [
      ['Content-Type', contentType],
      ['Content-Length', `${Buffer.byteLength(body)}`],
    ] as const;
    return sendRaw(stubbed.gateway.url, rawRequest('POST /v1/cartevo/customers', headers, body));
  };

  test.each([
    ['missing boundary', 'multipart/form-data', '--x\r\n\r\n--x--\r\n'],
    ['another boundary than announced', 'multipart/form-data; boundary=y', '--x\r\n\r\n--x--\r\n'],
    ['no end', 'multipart/form-data; boundary=x', '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb'],
  ])('%s is refused with 400', async (_name, contentType, body) => {
    expectProblem(await raw(contentType, body), { status: 400, code: 'malformed_request', outcome: 'not_sent' });
    expect(stubbed.calls()).toEqual([]);
  });

  const part = (rest: string) => `--x\r\nContent-Disposition: form-data${rest}\r\n\r\nb\r\n--x--\r\n`;
  test.each([
    ['an empty boundary', 'multipart/form-data; boundary=', '--\r\n\r\n----\r\n'],
    ['an empty body', 'multipart/form-data; boundary=x', ''],
    ['a part without name', 'multipart/form-data; boundary=x', part('')],
    ['a prototype key', 'multipart/form-data; boundary=x', part('; name="__proto__"')],
  ])('%s is a fault of the caller', async (_name, contentType, body) => {
    const answer = await raw(contentType, body);
    expectProblemDocument(answer);
    expect([400, 422]).toContain(answer.status);
    expect(stubbed.calls()).toEqual([]);
  });

  test.each([
    ['100 fields', (form: FormData) => Array.from({ length: 100 }, (_, index) => form.append(`f${index}`, 'x'))],
    ['100 files', (form: FormData) => Array.from({ length: 100 }, (_, i) => form.append(`f${i}`, new Blob(['x'])))],
  ])('%s are refused with 400', async (_name, add) => {
    const form = toForm(newCustomer());
    add(form);
    expectProblem(await post(form), { status: 400, code: 'malformed_request', outcome: 'not_sent' });
    expect(stubbed.calls()).toEqual([]);
  });

  test.each([
    ['a field twice', 'email', 'b@example.com', '/email'],
    ['an unknown field', 'nickname', 'x', '/nickname'],
    ['a prototype path', 'constructor.prototype.isAdmin', 'true', '/constructor/prototype/isAdmin'],
    ['a field that is an object elsewhere', 'address', 'x', '/address'],
    ['an address for a file', 'identityDocument.frontUrl', 'https://x.example.com', '/identityDocument/frontUrl'],
  ])('%s is refused with 422', async (_name, field, value, pointer) => {
    const form = toForm(newCustomer());
    form.append(field, value);
    const { errors } = expectProblem(await post(form), { status: 422, code: 'validation_failed' });
    expect(errors.map((problem) => problem.pointer)).toContain(pointer);
    expect(({} as Record<string, unknown>)['isAdmin']).toBeUndefined();
    expect(stubbed.calls()).toEqual([]);
  });

  test('an unknown file and a file twice are refused with 422', async () => {
    const unknown = await postFiles(front(jpeg()), { name: 'selfie', bytes: jpeg() });
    expectProblem(unknown, { status: 422, code: 'validation_failed', places: ['/selfie'] });
    const twice = await postFiles(front(jpeg()), front(jpeg()));
    expectProblem(twice, { status: 422, code: 'validation_failed', places: [FRONT_POINTER] });
    expect(stubbed.calls()).toEqual([]);
  });

  test('a compressed form is refused with 415', async () => {
    const headers = { 'content-encoding': 'gzip' };
    const answer = await stubbed.gateway.call('/v1/cartevo/customers', {
      method: 'POST',
      body: toForm(newCustomer()),
      headers,
    });
    expectProblem(answer, { status: 415, code: 'unsupported_media_type', outcome: 'not_sent' });
    expect(stubbed.calls()).toEqual([]);
  });
});
