import type { TestAnswer } from '../gateway.js';
import { DocumentReader, type Answers } from './document-reader.js';
import { SchemaChecker } from './schema-checker.js';

/** What was asked: the method, and path and query as they were sent. */
export interface Asked {
  readonly method: string;
  readonly target: string;
}

// The document does not describe itself, nor the page that shows it.
const DOCUMENTATION = /^\/(?:docs(?:\/.*)?|openapi\.json)$/;
const PROBLEM = 'application/problem+json';
const PROBLEM_SCHEMA = '#/components/schemas/Problem';
/** Statuses of the HTTP parser, which answers before anybody knows what was asked. */
const PARSER_STATUSES = [400, 405, 408, 413, 417, 431];
/** The only statuses that `default` may stand for at an operation that exists. */
const DEFAULT_STATUSES = [408, 417, 431];
/** Headers of HTTP itself, and those that every answer carries for browsers. */
const TRANSPORT_HEADERS = new Set([
  'connection',
  'content-length',
  'content-security-policy',
  'content-type',
  'date',
  'keep-alive',
  'referrer-policy',
  'transfer-encoding',
  'x-content-type-options',
]);

/** Compares answers with an OpenAPI document. */
export class AnswerChecker {
  private readonly reader: DocumentReader;
  private readonly schemas: SchemaChecker;

  constructor(text: string) {
    const document = JSON.parse(text) as object;
    this.reader = new DocumentReader(document);
    this.schemas = new SchemaChecker(document);
  }

  /** Everything by which an answer leaves the document; `asked` is null for what is not HTTP. */
  faults(asked: Asked | null, answer: TestAnswer): string[] {
    const path = asked?.target.split(/[?#]/)[0] ?? '';
    if (DOCUMENTATION.test(path)) return [];
    if (asked === null || isParserRefusal(asked, answer)) return this.refusalFaults(answer, PARSER_STATUSES);
    const found = this.reader.find(path);
    if (found === null) return this.unknownRouteFaults(answer);
    const method = asked.method === 'HEAD' ? 'get' : asked.method.toLowerCase();
    const answers = this.reader.answersOf(found, method);
    if (answers === null) return this.unknownMethodFaults(answer);
    return this.answerFaults(answers, answer, asked.method === 'HEAD');
  }

  private unknownRouteFaults(answer: TestAnswer): string[] {
    const codes = ['route_not_found', 'provider_not_enabled', 'malformed_request'];
    const code = (answer.body as { code?: string } | null)?.code ?? 'none';
    // A gateway that is full refuses before it looks at the path.
    if (code === 'overloaded') return this.refusalFaults(answer, [503]);
    const wrong = codes.includes(code) || answer.text === '' ? [] : [`code ${code} at an unknown route`];
    return [...wrong, ...this.refusalFaults(answer, [400, 404])];
  }

  private unknownMethodFaults(answer: TestAnswer): string[] {
    const allow = answer.headers.get('allow') ?? '';
    const missing = answer.status === 405 && allow === '' ? ['405 without Allow'] : [];
    return [...missing, ...this.refusalFaults(answer, [400, 405])];
  }

  /** An answer of the gateway to what is no operation. */
  private refusalFaults(answer: TestAnswer, statuses: readonly number[]): string[] {
    const status = statuses.includes(answer.status) ? [] : [`status ${answer.status} is not one of ${statuses.join()}`];
    if (!answer.headers.has('x-request-id')) status.push('no X-Request-Id');
    if (answer.text === '') return status;
    if (mediaTypeOf(answer) !== PROBLEM) return [...status, `media type ${mediaTypeOf(answer)} of a refusal`];
    return [...status, ...this.schemas.faults(PROBLEM_SCHEMA, answer.body)];
  }

  private answerFaults(answers: Answers, answer: TestAnswer, head: boolean): string[] {
    const { status } = answer;
    const documented = answers.byStatus(DEFAULT_STATUSES.includes(status) ? [status, 'default'] : [status]);
    if (documented === null) return [`status ${status} is not documented`];
    const faults = this.headerFaults(documented.headers, answer);
    if (documented.schemas.size === 0) return answer.text === '' ? faults : [...faults, `${status} has a body`];
    const type = mediaTypeOf(answer);
    const schema = documented.schemas.get(type);
    if (schema === undefined) return [...faults, `media type ${type} is not documented for ${status}`];
    if (head) return answer.text === '' ? faults : [...faults, 'HEAD is answered with a body'];
    return [...faults, ...this.schemas.faults(schema, /json/.test(type) ? answer.body : answer.text)];
  }

  private headerFaults(documented: ReadonlyMap<string, { required: boolean; schema: string }>, answer: TestAnswer) {
    const faults: string[] = [];
    for (const name of answer.headers.keys()) {
      if (!documented.has(name) && !TRANSPORT_HEADERS.has(name)) faults.push(`header ${name} is not documented`);
    }
    for (const [name, { required, schema }] of documented) {
      const value = answer.headers.get(name);
      if (value === null && required) faults.push(`header ${name} is missing`);
      if (value !== null) faults.push(...this.schemas.faults(schema, value, true).map((fault) => `${name}: ${fault}`));
    }
    return faults;
  }
}

/** The parser knows no path; it says `/` and closes. */
function isParserRefusal({ target }: Asked, answer: TestAnswer): boolean {
  const problem = answer.body as { instance?: string; provider?: unknown } | null;
  return problem?.instance === '/' && target !== '/' && answer.headers.get('connection') === 'close';
}

function mediaTypeOf({ headers }: TestAnswer): string {
  return (headers.get('content-type') ?? '').split(';')[0]?.trim() ?? '';
}
