import type { SimulatedRoute, SimulatorDefinition } from './simulated-exchange.js';

/** A route and the values of its `:name` segments. */
export interface RouteMatch {
  readonly route: SimulatedRoute;
  readonly params: Readonly<Record<string, string>>;
}

/** The route that serves this method and path; the first one listed wins. */
export function matchRoute({ basePath, routes }: SimulatorDefinition, method: string, path: string): RouteMatch | null {
  const actual = path.split('/');
  for (const route of routes) {
    const expected = `${basePath}${route.path}`.split('/');
    if (route.method !== method || expected.length !== actual.length) continue;
    const params: Record<string, string> = {};
    const matches = expected.every((segment, index) => {
      const value = actual[index] ?? '';
      if (segment.startsWith(':')) params[segment.slice(1)] = decode(value);
      return segment.startsWith(':') ? value !== '' : segment === value;
    });
    if (matches) return { route, params };
  }
  return null;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
