import { addition, breaking, isNode, keysOf, type Change, type Direction, type Node, type Pair } from './change.js';
import { toShape, type Shape } from './shape.js';

const LOWER_LIMITS = ['minLength', 'minimum', 'exclusiveMinimum', 'minItems', 'minProperties'];
const UPPER_LIMITS = ['maxLength', 'maximum', 'exclusiveMaximum', 'maxItems', 'maxProperties'];
const FORMS = ['format', 'pattern', 'multipleOf', 'const'];

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
      ...this.limits(shapes, at),
      ...this.properties(shapes, at),
      ...this.nested(shapes, at),
    ];
    this.open.delete(key);
    return changes;
  }

  /** A set of accepted or answered values became smaller or larger. */
  private change(at: string, what: string, effect: 'narrower' | 'wider'): Change {
    const bad = this.direction === 'request' ? 'narrower' : 'wider';
    return effect === bad ? breaking(at, what) : addition(at, what);
  }

  private types({ before, after }: Pair<Shape>, at: string): Change[] {
    const [from, to] = [withoutInteger(before.types), withoutInteger(after.types)];
    if (from.length === 0 || to.length === 0) {
      if (from.length === to.length) return [];
      return [this.change(at, 'the type is other', to.length === 0 ? 'wider' : 'narrower')];
    }
    return [
      ...from.filter((type) => !to.includes(type)).map((type) => this.change(at, `no longer ${type}`, 'narrower')),
      ...to.filter((type) => !from.includes(type)).map((type) => this.change(at, `can be ${type}`, 'wider')),
      ...integerChange(before.types, after.types).map((effect) => this.change(at, 'integer or number', effect)),
    ];
  }

  private enums({ before, after }: Pair<Shape>, at: string): Change[] {
    if (before.enum === null && after.enum === null) return [];
    if (before.enum === null) return [this.change(at, 'only listed values', 'narrower')];
    if (after.enum === null) return [this.change(at, 'any value', 'wider')];
    const [from, to] = [before.enum, after.enum];
    return [
      ...from.filter((value) => !to.includes(value)).map((value) => this.change(at, `no longer ${value}`, 'narrower')),
      ...to.filter((value) => !from.includes(value)).map((value) => this.change(at, `can be ${value}`, 'wider')),
    ];
  }

  private limits({ before, after }: Pair<Shape>, at: string): Change[] {
    const limits = [...LOWER_LIMITS, ...UPPER_LIMITS].flatMap((name) => {
      const lowest = LOWER_LIMITS.includes(name);
      const without = lowest ? -Infinity : Infinity;
      const [from, to] = [before.keywords[name] ?? without, after.keywords[name] ?? without] as [number, number];
      if (from === to) return [];
      // What is answered may vary within the type; only what may be sent is a promise here.
      const narrower = lowest ? to > from : to < from;
      if (this.direction === 'response') return [addition(at, `${name} is ${to}`)];
      return [this.change(at, `${name} is ${to}`, narrower ? 'narrower' : 'wider')];
    });
    const forms = FORMS.flatMap((name) => {
      const [from, to] = [before.keywords[name], after.keywords[name]];
      if (from === to) return [];
      if (from !== undefined && to !== undefined) return [breaking(at, `${name} is another one`)];
      return [
        this.change(
          at,
          from === undefined ? `${name} is new` : `${name} is gone`,
          from === undefined ? 'narrower' : 'wider',
        ),
      ];
    });
    const [from, to] = [before.keywords['default'], after.keywords['default']];
    return [...limits, ...forms, ...(from === to ? [] : [breaking(at, 'the default is another one')])];
  }

  private properties({ before, after }: Pair<Shape>, at: string): Change[] {
    const { gone, added, kept } = keysOf({ before: before.properties, after: after.properties });
    const request = this.direction === 'request';
    return [
      ...this.openness(before, after, at),
      // Fields that are not known are refused, so one that is gone breaks requests as well.
      ...gone.map((name) => breaking(`${at}/${name}`, 'the field is gone')),
      ...added.map((name) => {
        const needed = request && after.required.includes(name);
        return needed ? breaking(`${at}/${name}`, 'a new field is needed') : addition(`${at}/${name}`, 'a new field');
      }),
      ...kept.flatMap((name) => [
        ...this.presence(before.required.includes(name), after.required.includes(name), `${at}/${name}`),
        ...this.compare({ before: before.properties[name], after: after.properties[name] }, `${at}/${name}`),
      ]),
    ];
  }

  private openness(before: Shape, after: Shape, at: string): Change[] {
    const [was, is] = [before, after].map(({ keywords }) => keywords['additionalProperties'] !== false);
    if (was === is) return [];
    return [this.change(at, is ? 'fields without a name' : 'no field without a name', is ? 'wider' : 'narrower')];
  }

  private presence(before: boolean, after: boolean, at: string): Change[] {
    if (before === after) return [];
    return [this.change(at, after ? 'must be there' : 'may be missing', after ? 'narrower' : 'wider')];
  }

  private nested({ before, after }: Pair<Shape>, at: string): Change[] {
    const items = isNode(before.items) && isNode(after.items);
    const values = isNode(before.values) && isNode(after.values);
    const [from, to] = [before.alternatives, after.alternatives];
    const common = Math.min(from.length, to.length);
    return [
      ...(items ? this.compare({ before: before.items, after: after.items }, `${at}/[]`) : []),
      ...(values ? this.compare({ before: before.values, after: after.values }, `${at}/{}`) : []),
      ...from.slice(common).map(() => this.change(at, 'an alternative is gone', 'narrower')),
      ...to.slice(common).map(() => this.change(at, 'a new alternative', 'wider')),
      ...from.slice(0, common).flatMap((alternative, index) => {
        return this.compare({ before: alternative, after: to[index] }, `${at}/(${index})`);
      }),
    ];
  }
}

function withoutInteger(types: readonly string[]): string[] {
  return types.map((type) => (type === 'integer' ? 'number' : type));
}

/** Every integer is a number, not the other way round. */
function integerChange(before: readonly string[], after: readonly string[]): ('narrower' | 'wider')[] {
  if (before.includes('integer') && after.includes('number')) return ['wider'];
  return before.includes('number') && after.includes('integer') ? ['narrower'] : [];
}
