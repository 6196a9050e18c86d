import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import type { SecureContextOptions } from 'node:tls';

/** What a test wants of a certificate; it signs itself. */
export interface CertificateOptions {
  readonly host: string;
  /** Of two with the same name OpenSSL looks at one only; the host unless it is given. */
  readonly name?: string;
  readonly notBefore?: Date;
  readonly notAfter?: Date;
}

const DAY_MS = 86_400_000;
const ECDSA_WITH_SHA256 = '06082a8648ce3d040302';
const COMMON_NAME = '0603550403';
const SUBJECT_ALTERNATIVE_NAME = '0603551d11';

/** A self-signed certificate with its key, made on the spot so that no key lies in the repository. */
export function selfSigned(options: CertificateOptions): SecureContextOptions & { cert: string } {
  const { host, notBefore, notAfter } = options;
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const now = Date.now();
  const algorithm = sequence(Buffer.from(ECDSA_WITH_SHA256, 'hex'));
  const commonName = element(0x0c, Buffer.from(options.name ?? host));
  const name = sequence(element(0x31, sequence(Buffer.from(COMMON_NAME, 'hex'), commonName)));
  const alternative = sequence(element(0x82, Buffer.from(host)));
  const toBeSigned = sequence(
    element(0xa0, Buffer.from('020102', 'hex')),
    element(0x02, Buffer.from([0x01])),
    algorithm,
    name,
    sequence(time(notBefore ?? new Date(now - DAY_MS)), time(notAfter ?? new Date(now + DAY_MS))),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    element(0xa3, sequence(sequence(Buffer.from(SUBJECT_ALTERNATIVE_NAME, 'hex'), element(0x04, alternative)))),
  );
  const signature = sign('sha256', toBeSigned, createPrivateKey(privateKey.export({ type: 'pkcs8', format: 'pem' })));
  const der = sequence(toBeSigned, algorithm, element(0x03, Buffer.from([0]), signature));
  const base64 = der.toString('base64').replace(/.{1,64}/g, '$&\n');
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${base64}-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
  };
}

/** One element of DER. */
function element(tag: number, ...content: readonly Buffer[]): Buffer {
  const body = Buffer.concat(content);
  const length = body.length < 0x80 ? [body.length] : [0x82, body.length >> 8, body.length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), body]);
}

function sequence(...content: readonly Buffer[]): Buffer {
  return element(0x30, ...content);
}

function time(date: Date): Buffer {
  return element(0x18, Buffer.from(`${date.toISOString().replace(/\D/g, '').slice(0, 14)}Z`));
}
