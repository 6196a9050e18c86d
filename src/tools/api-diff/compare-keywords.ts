import { isDeepStrictEqual } from 'node:util';
import { addition, breaking, valueChange, type Change, type Direction, type Pair } from './change.js';
import { FORMS, LOWER_LIMITS, UPPER_LIMITS } from './keywords.js';
import type { Shape } from './shape.js';

/** Compares the keywords of a schema that hold no other schema: limits, forms, the default, who may send it. */
export function compareKeywords(shapes: Pair<Shape>, at: string, direction: Direction): Change[] {
  const { before, after } = shapes;
  const sameDefault = isDeepStrictEqual(before.keywords['default'], after.keywords['default']);
  return [
    ...compareLimits(shapes, at, direction),
    ...compareForms(shapes, at, direction),
    ...(sameDefault ? [] : [breaking(at, 'the default is another one')]),
    ...compareAccess(shapes, at, direction),
  ];
}

function compareLimits({ before, after }: Pair<Shape>, at: string, direction: Direction): Change[] {
  return [...LOWER_LIMITS, ...UPPER_LIMITS].flatMap((name) => {
    const lowest = LOWER_LIMITS.includes(name);
    const without = lowest ? -Infinity : Infinity;
    const [from, to] = [before.keywords[name] ?? without, after.keywords[name] ?? without] as [number, number];
    if (from === to) return [];
    // What is answered may vary within the type; only what may be sent is a promise here.
    if (direction === 'response') return [addition(at, `${name} is ${to}`)];
    const narrower = lowest ? to > from : to < from;
    return [valueChange(direction, at, `${name} is ${to}`, narrower ? 'narrower' : 'wider')];
  });
}

function compareForms({ before, after }: Pair<Shape>, at: string, direction: Direction): Change[] {
  return FORMS.flatMap((name) => {
    const [from, to] = [before.keywords[name], after.keywords[name]];
    if (isDeepStrictEqual(from, to)) return [];
    if (from === undefined) return [valueChange(direction, at, `${name} is new`, 'narrower')];
    if (to === undefined) return [valueChange(direction, at, `${name} is gone`, 'wider')];
    return [breaking(at, `${name} is another one`)];
  });
}

/** A field that is only read is not accepted any more, one that is only written is not answered any more. */
function compareAccess({ before, after }: Pair<Shape>, at: string, direction: Direction): Change[] {
  const closed = { readOnly: 'request', writeOnly: 'response' } as const;
  return (['readOnly', 'writeOnly'] as const).flatMap((name) => {
    const [was, is] = [before.keywords[name] === true, after.keywords[name] === true];
    if (was === is) return [];
    const what = `${name} is ${is}`;
    return [is && closed[name] === direction ? breaking(at, what) : addition(at, what)];
  });
}
