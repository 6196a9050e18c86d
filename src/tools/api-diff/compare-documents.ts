import { addition, breaking, follow, isNode, keysOf, part, type Change, type Node, type Pair } from './change.js';
import { SchemaComparison } from './compare-schemas.js';

const METHODS = ['get', 'put', 'post', 'patch', 'delete', 'head', 'options', 'trace'];

/** Everything in which two OpenAPI documents differ for callers. */
export function compareDocuments(documents: Pair<Node>): Change[] {
  const operations = {
    before: operationsOf(documents.before),
    after: operationsOf(documents.after),
  };
  const { gone, added, kept } = keysOf(operations);
  return [
    ...gone.map((name) => breaking(name, 'the operation is gone')),
    ...added.map((name) => addition(name, 'a new operation')),
    ...kept.flatMap((name) => new OperationComparison(documents, name).compare(nodesOf(operations, name))),
  ];
}

class OperationComparison {
  private readonly requests: SchemaComparison;
  private readonly responses: SchemaComparison;

  constructor(
    private readonly documents: Pair<Node>,
    private readonly name: string,
  ) {
    this.requests = new SchemaComparison(documents, 'request');
    this.responses = new SchemaComparison(documents, 'response');
  }

  compare(operation: Pair<Node>): Change[] {
    const renamed = operation.before['operationId'] !== operation.after['operationId'];
    return [
      ...(renamed ? [breaking(this.name, 'the operation id is another one')] : []),
      ...this.security(operation),
      ...this.parameters(operation),
      ...this.body(operation),
      ...this.answers(operation),
    ];
  }

  private security({ before, after }: Pair<Node>): Change[] {
    const from = JSON.stringify(before['security'] ?? this.documents.before['security'] ?? []);
    const to = JSON.stringify(after['security'] ?? this.documents.after['security'] ?? []);
    if (from === to) return [];
    return [to === '[]' ? addition(this.name, 'open to everybody') : breaking(this.name, 'another security')];
  }

  private parameters({ before, after }: Pair<Node>): Change[] {
    const sides = {
      before: this.parametersOf(before, this.documents.before),
      after: this.parametersOf(after, this.documents.after),
    };
    const { gone, added, kept } = keysOf(sides);
    const at = (key: string) => `${this.name} ${key}`;
    return [
      ...gone.map((key) => breaking(at(key), 'the parameter is gone')),
      ...added.map((key) => {
        const needed = part(sides.after, key)['required'] === true;
        return needed ? breaking(at(key), 'a new parameter is needed') : addition(at(key), 'a new parameter');
      }),
      ...kept.flatMap((key) => {
        const { before, after } = nodesOf(sides, key);
        const schemas = { before: before['schema'], after: after['schema'] };
        return [...needs(at(key), before, after), ...this.requests.compare(schemas, at(key))];
      }),
    ];
  }

  private parametersOf(operation: Node, document: Node): Node {
    const list = (operation['parameters'] ?? []) as unknown[];
    const parameters = list.map((parameter) => follow(parameter, document));
    return Object.fromEntries(parameters.map((one) => [`${one['in']}:${one['name']}`, one]));
  }

  private body(operation: Pair<Node>): Change[] {
    const before = follow(operation.before['requestBody'], this.documents.before);
    const after = follow(operation.after['requestBody'], this.documents.after);
    const at = `${this.name} body`;
    const contents = { before: part(before, 'content'), after: part(after, 'content') };
    return [...needs(at, before, after), ...this.contents(contents, at, this.requests)];
  }

  private answers(operation: Pair<Node>): Change[] {
    const answers = { before: part(operation.before, 'responses'), after: part(operation.after, 'responses') };
    const { gone, added, kept } = keysOf(answers);
    const at = (status: string) => `${this.name} ${status}`;
    return [
      ...gone.map((status) => breaking(at(status), 'the answer is gone')),
      ...added.map((status) => {
        // Callers are written for the successes that they know; a new kind of failure is still a problem document.
        return /^2/.test(status) ? breaking(at(status), 'a new success') : addition(at(status), 'a new answer');
      }),
      ...kept.flatMap((status) => {
        const pair = nodesOf(answers, status);
        const before = follow(pair.before, this.documents.before);
        const after = follow(pair.after, this.documents.after);
        const contents = { before: part(before, 'content'), after: part(after, 'content') };
        const headers = { before: part(before, 'headers'), after: part(after, 'headers') };
        return [...this.headers(headers, at(status)), ...this.contents(contents, at(status), this.responses)];
      }),
    ];
  }

  private contents(contents: Pair<Node>, at: string, schemas: SchemaComparison): Change[] {
    const { gone, added, kept } = keysOf(contents);
    return [
      ...gone.map((type) => breaking(at, `${type} is gone`)),
      ...added.map((type) => addition(at, `${type} is new`)),
      ...kept.flatMap((type) => {
        const { before, after } = nodesOf(contents, type);
        return schemas.compare({ before: before['schema'], after: after['schema'] }, `${at} ${type} `);
      }),
    ];
  }

  private headers(headers: Pair<Node>, at: string): Change[] {
    const { gone, added, kept } = keysOf(headers);
    return [
      ...gone.map((name) => breaking(at, `the header ${name} is gone`)),
      ...added.map((name) => addition(at, `the header ${name} is new`)),
      ...kept.flatMap((name) => {
        const before = follow(headers.before[name], this.documents.before);
        const after = follow(headers.after[name], this.documents.after);
        const lost = before['required'] === true && after['required'] !== true;
        const schemas = { before: before['schema'], after: after['schema'] };
        return [
          ...(lost ? [breaking(at, `the header ${name} may be missing`)] : []),
          ...this.responses.compare(schemas, `${at} ${name}`),
        ];
      }),
    ];
  }
}

/** Whether a parameter or a body has become needed, or not. */
function needs(at: string, before: Node, after: Node): Change[] {
  const [was, is] = [before['required'] === true, after['required'] === true];
  if (was === is) return [];
  return [is ? breaking(at, 'is needed now') : addition(at, 'is not needed any more')];
}

function operationsOf(document: Node): Node {
  const operations = Object.entries(part(document, 'paths')).flatMap(([path, item]) => {
    const shared = isNode(item) ? ((item['parameters'] ?? []) as unknown[]) : [];
    return METHODS.filter((method) => isNode(item) && isNode(item[method])).map((method) => {
      const operation = part(item, method);
      const parameters = [...shared, ...((operation['parameters'] ?? []) as unknown[])];
      return [`${method.toUpperCase()} ${path}`, { ...operation, parameters }] as const;
    });
  });
  return Object.fromEntries(operations);
}

function nodesOf(sides: Pair<Node>, key: string): Pair<Node> {
  return { before: part(sides.before, key), after: part(sides.after, key) };
}
