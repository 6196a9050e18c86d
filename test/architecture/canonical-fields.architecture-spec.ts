import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';
import { SENSITIVITIES, fieldsOf, shapeOf, type Field, type Shape } from '../../src/canonical/field.js';
import { valueFaults } from '../conformance/canonical-shape.js';
import { sourceFiles, walk } from './source-files.js';

interface ShapeClass {
  readonly name: string;
  readonly properties: readonly { readonly name: string; readonly nullable: boolean; readonly optional: boolean }[];
  readonly shape: Shape;
}

/** Every class of `canonical/` that is a shape: all but the errors. */
async function shapeClasses(): Promise<ShapeClass[]> {
  const classes: ShapeClass[] = [];
  for (const { path, tree } of sourceFiles().filter(({ path }) => path.startsWith('canonical/'))) {
    const found: ts.ClassDeclaration[] = [];
    walk(tree, (node) => {
      if (ts.isClassDeclaration(node) && !/extends (?:Stackless)?Error\b/.test(node.getText(tree))) found.push(node);
    });
    const module = found.length > 0 ? ((await import(`../../src/${path.replace(/\.ts$/, '.js')}`)) as object) : {};
    for (const declaration of found) {
      const name = declaration.name?.text ?? '';
      const shape = Object.entries(module).find(([exported]) => exported === name)?.[1] as Shape | undefined;
      if (!shape) throw new Error(`${path}: ${name} is not exported`);
      classes.push({ name, shape, properties: propertiesOf(declaration, tree) });
    }
  }
  return classes;
}

function propertiesOf(declaration: ts.ClassDeclaration, tree: ts.SourceFile) {
  return declaration.members.filter(ts.isPropertyDeclaration).map((member) => ({
    name: member.name.getText(tree),
    nullable: member.type !== undefined && ts.isUnionTypeNode(member.type) && member.type.types.some(isNull),
    optional: member.questionToken !== undefined,
  }));
}

function isNull(type: ts.TypeNode): boolean {
  return ts.isLiteralTypeNode(type) && type.literal.kind === ts.SyntaxKind.NullKeyword;
}

/** Words of which a provider may say nothing, which is not the same as a word that nobody knows. */
const NULL_AND_UNKNOWN = /gender|^side$/;

const classes = await shapeClasses();
const fields = classes.flatMap(({ name, shape }) =>
  [...fieldsOf(shape).values()].map((field) => ({ path: `${name}.${field.name}`, field })),
);

function without(rule: (field: Field) => boolean): string[] {
  return fields.filter(({ field }) => !rule(field)).map(({ path }) => path);
}

describe('canonical fields', () => {
  it('are found', () => {
    expect(classes.map(({ name }) => name)).toEqual(expect.arrayContaining(['Customer', 'Card', 'Money', 'Warning']));
    expect(fields.length).toBeGreaterThan(100);
  });

  it.each(classes)('$name declares every property, as nullable and as optional as its type says', (shapeClass) => {
    const declared = fieldsOf(shapeClass.shape);
    expect(shapeClass.properties.map(({ name }) => name)).toEqual([...declared.keys()]);
    for (const { name, nullable, optional } of shapeClass.properties) {
      const field = declared.get(name);
      const said = { nullable: !field?.array && field?.nullable !== false, optional: field?.optional ?? false };
      expect({ name, ...said }).toEqual({ name, nullable, optional });
    }
  });

  it('all have a type and say in a sentence what they mean', () => {
    expect(without(({ is }) => typeof is === 'string' || typeof is() === 'function')).toEqual([]);
    expect(without(({ description }) => /^\S.{2,}[.]$/su.test(description))).toEqual([]);
  });

  it('all have a class of sensitivity', () => {
    expect(without(({ sensitivity }) => SENSITIVITIES.includes(sensitivity))).toEqual([]);
  });

  it('all have an example, nested shapes excepted', () => {
    expect(without((field) => shapeOf(field) !== null || 'example' in field)).toEqual([]);
  });

  it('have examples that are values of the field', () => {
    const wrong = fields.flatMap(({ path, field }) => {
      if (shapeOf(field) !== null || field.example === undefined) return [];
      if (field.example === null) return field.nullable === false ? [`${path} cannot be null`] : [];
      const examples = field.array ? (field.example as unknown[]) : [field.example];
      return examples.flatMap((example) => valueFaults(example, field, path));
    });
    expect(wrong).toEqual([]);
  });

  it('have open enums that know what to say when nothing fits', () => {
    const words = fields.filter(({ field }) => field.openEnum?.includes('unknown'));
    expect(words.filter(({ field }) => field.nullable !== false && !NULL_AND_UNKNOWN.test(field.name))).toEqual([]);
  });
});
