import { isDeepStrictEqual } from 'node:util';
import { addition, breaking, keysOf, valueChange } from './change.js';
import type { Change, Direction, Effect, Node, Pair } from './change.js';
import { compareKeywords } from './compare-keywords.js';
import { toShape, type Shape } from './shape.js';

/** Compares schemas of two documents in one direction. */
export class SchemaComparison {
  /** Pairs that are being compared, since schemas can hold themselves. */
  private readonly open = new Set<string>();

  constructor(
    private readonly documents: Pair<Node>,
    private readonly direction: Direction,
  ) {}

  compare({ before, after }: Pair<unknown>, at: string): Change[] {
    const key = JSON.stringify([before, after]);
    if (this.open.has(key)) return [];
    this.open.add(key);
    const shapes = {
      before: toShape(before, this.documents.before),
      after: toShape(after, this.documents.after),
    };
    const changes = [
      ...this.types(shapes, at),
      ...this.enums(shapes, at),
      ...this.words(shapes, at),
      ...compareKeywords(shapes, at, this.direction),
      ...this.properties(shapes, at),
      ...this.nested(shapes, at),
      ...this.negation(shapes, at),
    ];
    this.open.delete(key);
    return changes;
  }

  private change(at: string, what: string, effect: Effect): Change {
    return valueChange(this.direction, at, what, effect);
  }

  private types({ before, after }: Pair<Shape>, at: string): Change[] {
    const [from, to] = [withoutInteger(before.types), withoutInteger(after.types)];
    if (from.length === 0 || to.length === 0) {
      if (from.length === to.length) return [];
      return [this.change(at, 'the type is other', to.length === 0 ? 'wider' : 'narrower')];
    }
    return [
      ...without(from, to).map((type) => this.change(at, `no longer ${type}`, 'narrower')),
      ...without(to, from).map((type) => this.change(at, `can be ${type}`, 'wider')),
      ...integerChange(before.types, after.types).map((effect) => this.change(at, 'integer or number', effect)),
    ];
  }

  private enums({ before, after }: Pair<Shape>, at: string): Change[] {
    if (before.enum === null && after.enum === null) return [];
    if (before.enum === null) return [this.change(at, 'only listed values', 'narrower')];
    if (after.enum === null) return [this.change(at, 'any value', 'wider')];
    const [from, to] = [before.enum, after.enum];
    return [
      ...without(from, to).map((value) => this.change(at, `no longer ${value}`, 'narrower')),
      ...without(to, from).map((value) => this.change(at, `can be ${value}`, 'wider')),
    ];
  }

  /** An open enum may grow; callers act on the words that they know, so none may go. */
  private words({ before, after }: Pair<Shape>, at: string): Change[] {
    const [from, to] = [before.words ?? [], after.words ?? []];
    return [
      ...without(from, after.words ?? after.enum ?? []).map((word) => breaking(at, `${word} is not known any more`)),
      ...without(to, before.words ?? before.enum ?? []).map((word) => addition(at, `${word} is known now`)),
    ];
  }

  private properties({ before, after }: Pair<Shape>, at: string): Change[] {
    const { gone, added, kept } = keysOf({ before: before.properties, after: after.properties });
    const request = this.direction === 'request';
    const bare = [...before.required, ...after.required].filter((name) => {
      return !(name in before.properties) && !(name in after.properties);
    });
    return [
      ...this.openness(before, after, at),
      // Fields that are not known are refused, so one that is gone breaks requests as well.
      ...gone.map((name) => breaking(`${at}/${name}`, 'the field is gone')),
      ...added.map((name) => {
        const needed = request && after.required.includes(name);
        return needed ? breaking(`${at}/${name}`, 'a new field is needed') : addition(`${at}/${name}`, 'a new field');
      }),
      ...[...new Set(bare), ...kept].flatMap((name) => {
        return this.presence(before.required.includes(name), after.required.includes(name), `${at}/${name}`);
      }),
      ...kept.flatMap((name) =>
        this.compare({ before: before.properties[name], after: after.properties[name] }, `${at}/${name}`),
      ),
    ];
  }

  private openness(before: Shape, after: Shape, at: string): Change[] {
    const [was, is] = [isOpen(before), isOpen(after)];
    if (was === is) return was ? this.held({ before: before.values, after: after.values }, `${at}/{}`) : [];
    return [this.change(at, is ? 'fields without a name' : 'no field without a name', is ? 'wider' : 'narrower')];
  }

  private presence(before: boolean, after: boolean, at: string): Change[] {
    if (before === after) return [];
    return [this.change(at, after ? 'must be there' : 'may be missing', after ? 'narrower' : 'wider')];
  }

  private nested({ before, after }: Pair<Shape>, at: string): Change[] {
    const [from, to] = [before.alternatives, after.alternatives];
    const common = Math.min(from.length, to.length);
    return [
      ...this.held({ before: before.items, after: after.items }, `${at}/[]`),
      ...from.slice(common).map(() => this.change(at, 'an alternative is gone', 'narrower')),
      ...to.slice(common).map(() => this.change(at, 'a new alternative', 'wider')),
      ...from.slice(0, common).flatMap((alternative, index) => {
        return this.compare({ before: alternative, after: to[index] }, `${at}/(${index})`);
      }),
    ];
  }

  /** Items of a list or values of a map; without a schema they can be anything. */
  private held({ before, after }: Pair<Node | null>, at: string): Change[] {
    if (before === null && after === null) return [];
    if (before === null) return [this.change(at, 'no longer anything', 'narrower')];
    if (after === null) return [this.change(at, 'can be anything', 'wider')];
    return this.compare({ before, after }, at);
  }

  private negation({ before, after }: Pair<Shape>, at: string): Change[] {
    const schemas = { before: before.keywords['not'], after: after.keywords['not'] };
    if (schemas.before === undefined && schemas.after === undefined) return [];
    if (schemas.before === undefined) return [this.change(at, '`not` is new', 'narrower')];
    if (schemas.after === undefined) return [this.change(at, '`not` is gone', 'wider')];
    return this.compare(schemas, at).length > 0 ? [breaking(at, '`not` is another one')] : [];
  }
}

function without<T>(some: readonly T[], others: readonly unknown[]): T[] {
  return some.filter((one) => !others.some((other) => isDeepStrictEqual(one, other)));
}

function isOpen({ keywords }: Shape): boolean {
  return keywords['additionalProperties'] !== false;
}

function withoutInteger(types: readonly string[]): string[] {
  return types.map((type) => (type === 'integer' ? 'number' : type));
}

/** Every integer is a number, not the other way round. */
function integerChange(before: readonly string[], after: readonly string[]): Effect[] {
  if (before.includes('integer') && after.includes('number')) return ['wider'];
  return before.includes('number') && after.includes('integer') ? ['narrower'] : [];
}
