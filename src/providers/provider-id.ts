const LONGEST_ID = 128;
// Visible ASCII without the characters that would mean something in a path, a query or a header.
const ID = /^[!$&'()*+,\-.0-9:;<=>@A-Z[\]^_`a-z{|}~]+$/;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * True when a text can be an id of a provider at all: 1 to 128 visible ASCII characters, none of `/ \ ? # % "`, not a
 * dot segment and not the name of something that every object has.
 */
export function isProviderId(id: string): boolean {
  return id.length <= LONGEST_ID && ID.test(id) && id !== '.' && id !== '..' && !(id in Object.prototype);
}

/** The form of an id in a route of a provider: its own, or the gateway’s (`cartevo:…`). */
export function idSchema(provider: string, example: string) {
  const pattern = ID.source.replace('^', `^(?:${provider}:)?`).replace('+$', `{1,${LONGEST_ID}}$`);
  return { type: 'string', pattern, example } as const;
}

/** An id as it is compared: UUIDs do not tell capitals apart. */
export function toOneCase(id: string): string {
  return UUID.test(id) ? id.toLowerCase() : id;
}

/** True when two ids name the same record. */
export function sameId(one: string, other: string): boolean {
  return toOneCase(one) === toOneCase(other);
}

/** An id without the name of its provider, if it has one; it need not be an id at all. */
export function withoutPrefix(given: string, provider: string): string {
  const own = `${provider}:`;
  return given.startsWith(own) ? given.slice(own.length) : given;
}

/**
 * The provider's own id that a caller means, who may send it or the gateway's (`cartevo:…`); null when it cannot be an
 * id of this provider. An id in the form of another provider, and not in this one's, is refused before any call.
 */
export function toProviderId(
  given: string,
  provider: { readonly name: string; readonly idPattern: RegExp },
  others: readonly { readonly name: string; readonly idPattern: RegExp }[],
): string | null {
  const id = withoutPrefix(given, provider.name);
  if (!isProviderId(id)) return null;
  if (provider.idPattern.test(id)) return id;
  return others.some(({ name, idPattern }) => id.startsWith(`${name}:`) || idPattern.test(id)) ? null : id;
}
