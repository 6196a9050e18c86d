import { addition, breaking, follow, isNode, keysOf, METHODS, nodesOf, part } from './change.js';
import type { Change, Node, Pair } from './change.js';
import { compareSecurity, compareServers } from './compare-access.js';
import { compareContents, compareValues } from './compare-contents.js';
import { SchemaComparison } from './compare-schemas.js';
import { requireKnown } from './keywords.js';

/** A code of a problem in the description of an answer: a link to its page. */
const CODE = /\]\(\/errors\/([^)]+)\)/g;

/**
 * Everything in which two OpenAPI documents differ for callers.
 *
 * @throws Error when one of them holds something that cannot be compared
 */
export function compareDocuments(documents: Pair<Node>): Change[] {
  requireKnown(documents.before);
  requireKnown(documents.after);
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
      ...compareServers(this.documents, operation, this.name),
      ...compareSecurity(this.documents, operation, this.name),
      ...this.parameters(operation),
      ...this.body(operation),
      ...this.answers(operation),
    ];
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
        const pair = nodesOf(sides, key);
        return [...needs(at(key), pair), ...compareValues(pair, at(key), this.requests)];
      }),
    ];
  }

  private parametersOf(operation: Node, document: Node): Node {
    const list = (operation['parameters'] ?? []) as unknown[];
    const parameters = list.map((parameter) => follow(parameter, document));
    return Object.fromEntries(parameters.map((one) => [`${one['in']}:${one['name']}`, one]));
  }

  private body(operation: Pair<Node>): Change[] {
    const bodies = this.followed({ before: operation.before['requestBody'], after: operation.after['requestBody'] });
    const at = `${this.name} body`;
    return [...needs(at, bodies), ...compareContents(bodies, at, this.requests)];
  }

  private answers(operation: Pair<Node>): Change[] {
    const answers = { before: part(operation.before, 'responses'), after: part(operation.after, 'responses') };
    const { gone, added, kept } = keysOf(answers);
    const at = (status: string) => `${this.name} ${status}`;
    return [
      ...gone.map((status) => {
        // 501 says that something is not there yet.
        return status === '501' ? addition(at(status), 'is there now') : breaking(at(status), 'the answer is gone');
      }),
      ...added.map((status) => {
        // Callers are written for the successes that they know; a new kind of failure is still a problem document.
        const surprising = /^2/.test(status) && !this.isAskedFor(operation, part(answers.after, status));
        return surprising ? breaking(at(status), 'a new success') : addition(at(status), 'a new answer');
      }),
      ...kept.flatMap((status) => {
        const pair = this.followed(nodesOf(answers, status));
        return [
          ...compareCodes(pair, at(status)),
          ...this.headers(nodesOf(pair, 'headers'), at(status)),
          ...compareContents(pair, at(status), this.responses),
        ];
      }),
    ];
  }

  /** True when only a parameter that is new brings an answer, as its description says: `` `name=value` ``. */
  private isAskedFor({ before, after }: Pair<Node>, answer: Node): boolean {
    const known = this.parametersOf(before, this.documents.before);
    const added = Object.entries(this.parametersOf(after, this.documents.after)).filter(([key]) => !(key in known));
    const names = added.map(([, parameter]) => String((parameter as Node)['name']));
    return names.some((name) => String(answer['description']).startsWith(`With \`${name}=`));
  }

  private headers(headers: Pair<Node>, at: string): Change[] {
    const { gone, added, kept } = keysOf(headers);
    return [
      ...gone.map((name) => breaking(at, `the header ${name} is gone`)),
      ...added.map((name) => addition(at, `the header ${name} is new`)),
      ...kept.flatMap((name) => {
        const pair = this.followed(nodesOf(headers, name));
        const lost = pair.before['required'] === true && pair.after['required'] !== true;
        return [
          ...(lost ? [breaking(at, `the header ${name} may be missing`)] : []),
          ...compareValues(pair, `${at} ${name}`, this.responses),
        ];
      }),
    ];
  }

  private followed({ before, after }: Pair<unknown>): Pair<Node> {
    return { before: follow(before, this.documents.before), after: follow(after, this.documents.after) };
  }
}

/** Whether a parameter or a body has become needed, or not. */
function needs(at: string, { before, after }: Pair<Node>): Change[] {
  const [was, is] = [before['required'] === true, after['required'] === true];
  if (was === is) return [];
  return [is ? breaking(at, 'is needed now') : addition(at, 'is not needed any more')];
}

/** The codes of problems are stable: an operation may get another one, and keeps those that it has. */
function compareCodes({ before, after }: Pair<Node>, at: string): Change[] {
  const [from, to] = [before, after].map((answer) => {
    return new Set(
      String(answer['description'])
        .matchAll(CODE)
        .map(([, code]) => code),
    );
  }) as [Set<string>, Set<string>];
  return [
    ...[...from.difference(to)].map((code) => breaking(at, `the code ${code} is gone`)),
    ...[...to.difference(from)].map((code) => addition(at, `the code ${code} is new`)),
  ];
}

function operationsOf(document: Node): Node {
  const operations = Object.entries(part(document, 'paths')).flatMap(([path, item]) => {
    const shared = isNode(item) ? ((item['parameters'] ?? []) as unknown[]) : [];
    const servers = isNode(item) ? item['servers'] : undefined;
    return METHODS.filter((method) => isNode(item) && isNode(item[method])).map((method) => {
      const operation = part(item, method);
      const parameters = [...shared, ...((operation['parameters'] ?? []) as unknown[])];
      return [`${method.toUpperCase()} ${path}`, { servers, ...operation, parameters }] as const;
    });
  });
  return Object.fromEntries(operations);
}
