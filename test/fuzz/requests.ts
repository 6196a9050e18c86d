import fc from 'fast-check';
import type { ApiOperation, Parameter } from './api-operations.js';
import type { Bodies, Body } from './bodies.js';
import type { Values } from './values.js';

/** What must come of a request, beside an answer that is inside the document. */
export type Expected =
  /** The document accepts all of it: a success, or a refusal for a reason that no schema can state. */
  | { readonly kind: 'accepted' }
  /** Something is wrong with it: 4xx that names the place. */
  | { readonly kind: 'refused'; readonly places: readonly string[] }
  | { readonly kind: 'status'; readonly status: number }
  /** A provider misbehaves, or nobody promises anything: no fault of ours. */
  | { readonly kind: 'any' };

/** A request as it is sent. */
export interface FuzzRequest {
  readonly operation: string;
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | null;
  readonly expected: Expected;
}

/** What requests are made of beside the document. */
export interface Surroundings {
  /** A key with every scope. */
  readonly key: string;
  /** Keys by the only scope that they have. */
  readonly keysByScope: ReadonlyMap<string, string>;
  /** Known values of a path parameter, by the path before it. */
  readonly known: ReadonlyMap<string, readonly string[]>;
  /** Scenarios by provider. */
  readonly scenarios: ReadonlyMap<string, readonly string[]>;
  /** Every method that is documented for a template. */
  readonly methods: ReadonlyMap<string, readonly string[]>;
}

const SCENARIO = 'X-Sandbox-Scenario';
const EVERY_METHOD = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND'];
const BAD_PATH_PARTS = [
  '%zz',
  '%',
  '%ff',
  '..%2f..%2fetc',
  '%00',
  'a%20b',
  'x'.repeat(200),
  '%c0%ae',
  ';a=b',
  '~',
  '%23',
];
const STRANGE_QUERIES = ['&', '&&a', '=', 'a=%zz', '%00=1', 'a[]=1', '__proto__=1', 'a='.repeat(300)];

/** Makes requests for an operation from what the document says about it. */
export class Requests {
  constructor(
    private readonly values: Values,
    private readonly bodies: Bodies,
    private readonly around: Surroundings,
  ) {}

  /** Half of the requests are right by the document, the others are wrong in one way. */
  of(operation: ApiOperation): fc.Arbitrary<FuzzRequest> {
    const right = this.right(operation);
    const wrong = [
      this.wrongKey(operation, right),
      this.wrongQuery(operation, right),
      this.strange(operation, right),
      this.otherMethod(operation, right),
      ...(operation.parameters.some((one) => one.in === 'path') ? [this.wrongPath(operation, right)] : []),
      ...(operation.provider
        ? [this.scenario(operation.provider, right), this.scenario(operation.provider, right)]
        : []),
      ...(operation.bodies.size > 0 ? Array.from({ length: 5 }, () => this.wrongBody(operation, right)) : []),
    ];
    return fc.oneof(
      { weight: wrong.length, arbitrary: right },
      ...wrong.map((arbitrary) => ({ weight: 1, arbitrary })),
    );
  }

  private right(operation: ApiOperation): fc.Arbitrary<FuzzRequest> {
    const { parameters, bodies } = operation;
    const path = fc.record(byName(parameters, 'path', (one) => this.pathValue(operation, one)));
    const query = fc.record(byName(parameters, 'query', (one) => this.queryValue(operation, one)));
    // What the sandbox alone offers is asked for below, by itself.
    const own = parameters.filter(({ name }) => name !== SCENARIO);
    const header = fc.record(
      // Whether a key can be used depends on what was sent with it before.
      byName(own, 'header', (one) => (one.name === 'Idempotency-Key' ? fc.uuid() : this.values.valid(one.schema))),
      { requiredKeys: own.filter((one) => one.in === 'header' && one.required).map(({ name }) => name) },
    );
    const types = [...bodies].map(([type, pointer]) => this.bodies.valid(type, pointer));
    const body: fc.Arbitrary<Body | null> = types.length > 0 ? fc.oneof(...types) : fc.constant(null);
    return fc.tuple(path, query, header, body).map(([path, query, header, body]) => {
      const auth: Record<string, string> = operation.scopes ? { Authorization: `Bearer ${this.around.key}` } : {};
      return withBody(
        {
          operation: operation.name,
          method: operation.method,
          target: target(operation.template, path, query),
          headers: { ...auth, ...(header as Record<string, string>) },
          body: null,
          expected: { kind: 'accepted' },
        },
        body,
      );
    });
  }

  /** Often left out when it can be; text of which the document gives no example means something to the gateway alone. */
  private queryValue(
    { template }: ApiOperation,
    { name, schema, required, example }: Parameter,
  ): fc.Arbitrary<unknown> {
    const known = this.around.known.get(`${template}?${name}`) ?? [];
    const value =
      known.length > 0 ? fc.oneof(fc.constantFrom(...known), this.values.valid(schema)) : this.values.valid(schema);
    if (required) return value;
    const opaque = example === undefined && this.values.isFreeText(schema);
    return fc.oneof({ weight: opaque ? 8 : 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });
  }

  /** Mostly something that exists. */
  private pathValue({ template }: ApiOperation, parameter: Parameter): fc.Arbitrary<unknown> {
    const known = this.around.known.get(template.split('{')[0] ?? '') ?? [];
    const any = this.values.valid(parameter.schema);
    const example = parameter.example === undefined ? [] : [fc.constant(parameter.example)];
    return fc.oneof(
      { weight: 1, arbitrary: any },
      ...[...example, ...(known.length ? [fc.constantFrom(...known)] : [])].map((arbitrary) => ({
        weight: 3,
        arbitrary,
      })),
    );
  }

  private wrongKey({ scopes }: ApiOperation, right: fc.Arbitrary<FuzzRequest>): fc.Arbitrary<FuzzRequest> {
    if (scopes === null)
      return right.map((request) => ({ ...request, headers: { ...request.headers, Authorization: 'Bearer x' } }));
    const lacking = [...this.around.keysByScope].filter(([scope]) => scopes.length > 0 && !scopes.includes(scope));
    const keys = fc.constantFrom<[string | null, number]>(
      [null, 401],
      ['nobody', 401],
      ...lacking.map(([, key]) => [key, 403] as [string, number]),
    );
    return fc.tuple(right, keys).map(([request, [key, status]]) => {
      const others = without(request.headers, 'Authorization');
      const headers = key === null ? others : { ...others, Authorization: `Bearer ${key}` };
      return { ...request, headers, expected: { kind: 'status', status } };
    });
  }

  private wrongPath(operation: ApiOperation, right: fc.Arbitrary<FuzzRequest>): fc.Arbitrary<FuzzRequest> {
    const text = this.values.hostileText().map((value) => encodeURIComponent(value.toWellFormed()));
    const part = fc.oneof(fc.constantFrom(...BAD_PATH_PARTS), text);
    return fc.tuple(right, part).map(([request, value]) => {
      const [, query = ''] = request.target.split('?');
      const path = operation.template.replace(/\{[^}]*\}/, () => value);
      return { ...request, target: query ? `${path}?${query}` : path, expected: { kind: 'any' } };
    });
  }

  private wrongQuery(
    { method, parameters }: ApiOperation,
    right: fc.Arbitrary<FuzzRequest>,
  ): fc.Arbitrary<FuzzRequest> {
    const known = parameters.filter((one) => one.in === 'query');
    const unknown = fc
      .constantFrom('x', 'Limit', 'include[]', '_', 'constructor')
      .map((name) => ({ name, value: '1' }));
    const wild = known.map((one) =>
      fc
        .oneof(this.values.hostileText(), fc.constantFrom('', ...this.values.edges(one.schema).map(String)))
        .map((value) => ({ name: one.name, value: value.toWellFormed() }))
        .filter(({ value }) => this.values.checker.faults(one.schema, value, true).length > 0),
    );
    return fc.tuple(right, fc.oneof(unknown, ...wild)).map(([request, { name, value }]) => {
      const [path = '', query = ''] = request.target.split('?');
      const others = query.split('&').filter((pair) => pair !== '' && pair.split('=')[0] !== name);
      const target = `${path}?${[...others, `${encodeURIComponent(name)}=${encodeURIComponent(value)}`].join('&')}`;
      // A read without query parameters looks at none; a write takes none that it does not know.
      const expected: Expected =
        known.length > 0 || method !== 'GET' ? { kind: 'refused', places: [name] } : { kind: 'accepted' };
      return { ...request, target, expected };
    });
  }

  /** What is allowed by HTTP and unusual: queries twice, `HEAD`, `GET` with a body, other headers. */
  private strange(operation: ApiOperation, right: fc.Arbitrary<FuzzRequest>): fc.Arbitrary<FuzzRequest> {
    const any = { kind: 'any' } as const;
    const changes = fc.oneof(
      fc.constantFrom(...STRANGE_QUERIES).map((query) => (request: FuzzRequest) => {
        return {
          ...request,
          target: `${request.target}${request.target.includes('?') ? '&' : '?'}${query}`,
          expected: any,
        };
      }),
      fc.constant((request: FuzzRequest) => {
        const [path = '', query = 'limit=1'] = request.target.split('?');
        return { ...request, target: `${path}?${query}&${query}`, expected: any };
      }),
      fc.constantFrom('k', 'x'.repeat(256), '', 'ü').map((key) => (request: FuzzRequest) => {
        return { ...request, headers: { ...request.headers, 'Idempotency-Key': key }, expected: any };
      }),
      fc.constantFrom('a b', 'x'.repeat(129), '', '"').map((id) => (request: FuzzRequest) => {
        return { ...request, headers: { ...request.headers, 'X-Request-Id': id } };
      }),
      fc.constantFrom('gzip', 'br', 'identity').map((encoding) => (request: FuzzRequest) => {
        return { ...request, headers: { ...request.headers, 'Content-Encoding': encoding }, expected: any };
      }),
      fc.constant((request: FuzzRequest) => {
        return operation.method === 'GET' ? { ...request, method: 'HEAD' } : { ...request, expected: any };
      }),
      fc.constant((request: FuzzRequest) => {
        const headers = { ...request.headers, 'Content-Type': 'application/json' };
        return { ...request, headers, body: request.body ?? Buffer.from('{"a":1}'), expected: any };
      }),
    );
    return fc.tuple(right, changes).map(([request, change]) => change(request));
  }

  private otherMethod({ template }: ApiOperation, right: fc.Arbitrary<FuzzRequest>): fc.Arbitrary<FuzzRequest> {
    const documented = this.around.methods.get(template) ?? [];
    const others = EVERY_METHOD.filter(
      (one) => !documented.includes(one) && !(one === 'HEAD' && documented.includes('GET')),
    );
    return fc.tuple(right, fc.constantFrom(...others)).map(([request, method]) => {
      return { ...request, method, expected: { kind: 'status', status: 405 } };
    });
  }

  private scenario(provider: string, right: fc.Arbitrary<FuzzRequest>): fc.Arbitrary<FuzzRequest> {
    const scenarios = fc.constantFrom(...(this.around.scenarios.get(provider) ?? []), 'no-such-scenario');
    return fc.tuple(right, scenarios).map(([request, scenario]) => {
      return { ...request, headers: { ...request.headers, [SCENARIO]: scenario }, expected: { kind: 'any' } };
    });
  }

  private wrongBody({ bodies }: ApiOperation, right: fc.Arbitrary<FuzzRequest>): fc.Arbitrary<FuzzRequest> {
    const bad = [...bodies].map(([type, pointer]) => this.bodies.bad(type, pointer));
    return fc.tuple(right, fc.oneof(...bad)).map(([request, body]) => {
      const expected: Expected =
        body.valid === null
          ? { kind: 'any' }
          : body.valid
            ? { kind: 'accepted' }
            : { kind: 'refused', places: body.places };
      return { ...withBody(request, body), expected };
    });
  }
}

function withBody(request: FuzzRequest, body: Body | null): FuzzRequest {
  if (body === null) return request;
  const headers = without(request.headers, 'Content-Type');
  if (body.contentType !== null) headers['Content-Type'] = body.contentType;
  return { ...request, headers, body: body.bytes };
}

function without(headers: Readonly<Record<string, string>>, name: string): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([own]) => own !== name));
}

function byName(
  parameters: readonly Parameter[],
  place: Parameter['in'],
  value: (parameter: Parameter) => fc.Arbitrary<unknown>,
): Record<string, fc.Arbitrary<unknown>> {
  return Object.fromEntries(parameters.filter((one) => one.in === place).map((one) => [one.name, value(one)]));
}

function target(template: string, path: object, query: object): string {
  const filled = template.replace(/\{([^}]*)\}/g, (_, name: string) => {
    return encodeURIComponent(String((path as Record<string, unknown>)[name]).toWellFormed());
  });
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  const pairs = given.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`);
  return pairs.length > 0 ? `${filled}?${pairs.join('&')}` : filled;
}
