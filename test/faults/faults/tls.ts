import type { TlsOptions } from 'node:tls';
import { selfSigned } from '../../support/certificate.js';

const DAY_MS = 86_400_000;

/** A server that TLS must refuse, and the certificate to trust so that the named fault is the only one. */
export interface TlsFault {
  readonly tls: TlsOptions;
  readonly trusted: string | null;
}

const certificates = {
  good: () => selfSigned({ host: 'localhost' }),
  expired: () => selfSigned({ host: 'localhost', notBefore: new Date(0), notAfter: new Date(Date.now() - DAY_MS) }),
  elsewhere: () => selfSigned({ host: 'other.example.com' }),
} as const;

/** Its certificate has expired. */
export function expired(): TlsFault {
  const certificate = certificates.expired();
  return { tls: certificate, trusted: certificate.cert };
}

/** Its certificate is another host’s. */
export function wrongHost(): TlsFault {
  const certificate = certificates.elsewhere();
  return { tls: certificate, trusted: certificate.cert };
}

/** Nobody we know has signed its certificate. */
export function signedByItself(): TlsFault {
  return { tls: certificates.good(), trusted: null };
}

/** It speaks nothing newer than TLS 1.1. */
export function oldVersion(): TlsFault {
  const certificate = certificates.good();
  const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' } as const;
  return { tls: { ...certificate, ...old }, trusted: certificate.cert };
}
