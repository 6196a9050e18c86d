/** One request as it came over the wire. */
export interface ReceivedRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Cuts the requests out of the bytes of one connection. */
export class RequestReader {
  private pending: Buffer = Buffer.alloc(0);

  /** Every request that is complete with these bytes. */
  read(chunk: Buffer): ReceivedRequest[] {
    this.pending = Buffer.concat([this.pending, chunk]);
    const requests: ReceivedRequest[] = [];
    for (let request = this.next(); request !== null; request = this.next()) requests.push(request);
    return requests;
  }

  private next(): ReceivedRequest | null {
    const end = this.pending.indexOf('\r\n\r\n');
    if (end < 0) return null;
    const [line = '', ...lines] = this.pending.subarray(0, end).toString('latin1').split('\r\n');
    const [method = '', target = ''] = line.split(' ');
    const headers = Object.fromEntries(
      lines.map((text) => [text.slice(0, text.indexOf(':')).toLowerCase(), text.slice(text.indexOf(':') + 1).trim()]),
    );
    const rest = this.pending.subarray(end + 4);
    const length = headers['transfer-encoding'] ? chunkedLength(rest) : Number(headers['content-length'] ?? 0);
    if (length === null || rest.length < length) return null;
    this.pending = rest.subarray(length);
    return { method, target, headers, body: rest.subarray(0, length) };
  }
}

/** Bytes of a chunked body with its end, or null while it is incomplete; its framing is left in. */
function chunkedLength(bytes: Buffer): number | null {
  const end = bytes.indexOf('0\r\n\r\n');
  return end < 0 ? null : end + 5;
}
