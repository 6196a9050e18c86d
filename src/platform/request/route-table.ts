import { GatewayError } from '../../canonical/errors.js';

interface Route {
  readonly pattern: RegExp;
  readonly methods: Set<string>;
}

/** Every route that is served, to tell an unknown path from an unknown method. Off the hot path: asked on 404 only. */
export class RouteTable {
  private readonly routes = new Map<string, Route>();

  constructor(private readonly providers: { readonly all: readonly string[]; readonly enabled: readonly string[] }) {}

  add(method: string | readonly string[], path: string): void {
    const route = this.routes.get(path) ?? { pattern: toPattern(path), methods: new Set<string>() };
    for (const name of [method].flat()) route.methods.add(name);
    this.routes.set(path, route);
  }

  /** The methods and paths that are served, for the tests of the OpenAPI document. */
  list(): { method: string; path: string }[] {
    return [...this.routes].flatMap(([path, { methods }]) => [...methods].map((method) => ({ method, path })));
  }

  /** Why nothing serves this request: method, provider or path. */
  refusal(path: string): GatewayError {
    const methods = [...this.routes.values()]
      .filter(({ pattern }) => pattern.test(path))
      .flatMap((route) => [...route.methods]);
    if (methods.length > 0) {
      return new GatewayError('method_not_allowed', { headers: { Allow: [...new Set(methods)].sort().join(', ') } });
    }
    const provider = /^\/v1\/([a-z0-9-]+)(?:\/|$)/.exec(path)?.[1] ?? '';
    if (this.providers.all.includes(provider) && !this.providers.enabled.includes(provider)) {
      return new GatewayError('provider_not_enabled', { detail: `The provider ${provider} is not enabled.` });
    }
    return new GatewayError('route_not_found');
  }
}

function toPattern(path: string): RegExp {
  const source = path
    .split('/')
    .map((part) => (part.startsWith(':') ? '[^/]+' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')))
    .join('/');
  return new RegExp(`^${source.replace(/\\\*/g, '.*')}$`);
}
