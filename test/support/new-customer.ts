/** A customer to create, in the form of the JSON body. */
export interface NewCustomer {
  [field: string]: unknown;
  address: Record<string, unknown>;
  identityDocument: Record<string, unknown>;
}

/** A customer that every rule accepts: a passport holder, so that the front side is enough. */
export function newCustomer(changes: Record<string, unknown> = {}): NewCustomer {
  return {
    givenName: 'Amina',
    familyName: 'Testou',
    email: 'amina.testou.new@example.com',
    dateOfBirth: '1990-01-15',
    phone: '+237677000001',
    address: { line1: '12 Rue Exemple', city: 'Douala', region: 'Littoral', postalCode: '00237', country: 'CM' },
    identityDocument: { type: 'passport', number: 'TEST0000042' },
    ...changes,
  };
}

/** The same with the document as an address, as a JSON create wants it. */
export function newCustomerJson(changes: Record<string, unknown> = {}): NewCustomer {
  const customer = newCustomer(changes);
  if (!('identityDocument' in changes)) {
    customer.identityDocument['frontUrl'] = 'https://files.example.com/passport-front.jpg';
  }
  return customer;
}

/** A copy with one value more, or another one, at a dotted path. */
export function withPath(customer: NewCustomer, path: string, value: unknown): NewCustomer {
  const copy = structuredClone(customer) as Record<string, unknown>;
  const keys = path.split('.');
  let parent = copy;
  for (const key of keys.slice(0, -1)) {
    if (typeof parent[key] !== 'object') parent[key] = {};
    parent = parent[key] as Record<string, unknown>;
  }
  parent[keys.at(-1) as string] = value;
  return copy as NewCustomer;
}

/** The request of a create as JSON. */
export function asJson(customer: object): RequestInit {
  return { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(customer) };
}

export interface FormFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly filename?: string;
  readonly type?: string;
}

export const FRONT = 'identityDocument.front';
export const BACK = 'identityDocument.back';

/** The flat form of a create. */
export function toForm(customer: object, files: readonly FormFile[] = [{ name: FRONT, bytes: jpeg() }]): FormData {
  const form = new FormData();
  for (const [name, value] of flatten(customer, '')) form.append(name, value);
  for (const { name, bytes, filename = 'scan.bin', type = 'application/octet-stream' } of files) {
    form.append(name, new Blob([new Uint8Array(bytes)], { type }), filename);
  }
  return form;
}

function flatten(value: object, prefix: string): [string, string][] {
  return Object.entries(value).flatMap(([key, item]: [string, unknown]) =>
    typeof item === 'object' && item !== null
      ? flatten(item, `${prefix}${key}.`)
      : [[`${prefix}${key}`, String(item)] as [string, string]],
  );
}

/** The form as bytes, for tests that send it by hand. */
export async function toMultipart(form: FormData): Promise<{ contentType: string; bytes: Buffer }> {
  const response = new Response(form);
  return {
    contentType: response.headers.get('content-type') ?? '',
    bytes: Buffer.from(await response.arrayBuffer()),
  };
}

/** A file that is a JPEG by its first and last bytes. */
export function jpeg(size = 2048, marker = ''): Buffer {
  const bytes = Buffer.alloc(size, 0xaa);
  Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex').copy(bytes);
  bytes.write(marker, 64, 'latin1');
  bytes.writeUInt16BE(0xffd9, size - 2);
  return bytes;
}

const PNG_PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

export function png(): Buffer {
  return Buffer.from(PNG_PIXEL, 'base64');
}

export function pdf(): Buffer {
  return Buffer.from('%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n', 'latin1');
}

/** The end of an archive without any entry, which makes a ZIP of whatever is before it. */
export function zipEnd(): Buffer {
  return Buffer.concat([Buffer.from('PK\x05\x06', 'latin1'), Buffer.alloc(18)]);
}
