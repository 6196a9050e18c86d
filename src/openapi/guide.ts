import type { OpenAPIObject } from '@nestjs/swagger';
import { ERROR_CATALOGUE } from '../canonical/error-catalogue.js';
import { operationsIn, responsesOf, type DocumentedOperation, type Operation } from './operations.js';

/** What only a sandbox can offer to people who try things out. */
export interface SandboxOffer {
  /** A key that is no secret. */
  readonly demoKey: string;
  /** The outcomes that can be forced, by provider. */
  readonly scenarios: ReadonlyMap<string, readonly string[]>;
}

/** A provider as the document names it: the title is its tag, the name is in its routes. */
interface DocumentedProvider {
  readonly name: string;
  readonly title: string;
}

const CATALOGUE_PATH = '/v1/providers/{provider}';

/** The document with what helps people in Swagger UI: first steps, links, and in the sandbox what can be tried there. */
export function withGuide(
  document: OpenAPIObject,
  providers: readonly DocumentedProvider[],
  sandbox: SandboxOffer | null,
): OpenAPIObject {
  const next = structuredClone(document);
  const operations = operationsIn(next);
  if (sandbox) {
    for (const scheme of Object.values(next.components?.securitySchemes ?? {})) {
      if ('type' in scheme) scheme.description = `The demo key of this sandbox is \`${sandbox.demoKey}\`.`;
    }
  }
  // What the document is in one sentence, then the steps, then the rules.
  const [lead, ...rules] = (next.info.description ?? '').split('\n\n');
  next.info.description = [lead, firstSteps(operations, sandbox), ...rules].filter(Boolean).join('\n\n');
  for (const tag of next.tags ?? []) {
    if (!providers.some(({ title }) => title === tag.name)) continue;
    tag.description = [tag.description, catalogueLink(operations)].filter(Boolean).join(' ');
  }
  for (const { path, operation } of operations) {
    for (const [, response] of responsesOf(operation)) response.description = withErrorPages(response.description);
    const provider = providers.find(({ name }) => path.startsWith(`/v1/${name}/`));
    if (sandbox) offer(operation, sandbox.scenarios.get(provider?.name ?? '') ?? []);
  }
  return next;
}

function firstSteps(operations: readonly DocumentedOperation[], sandbox: SandboxOffer | null): string {
  const read = operations.find(({ method, path }) => method === 'GET' && path.endsWith('{id}'));
  const example = read ? ` such as [${read.operation.summary ?? read.path}](${linkTo(read)})` : '';
  const key = sandbox
    ? `the demo key \`${sandbox.demoKey}\``
    : 'your API key (an operator makes one with `npm run key`)';
  const third = sandbox
    ? 'Force a failure: choose `rate-limited:60` for **X-Sandbox-Scenario** and execute again.'
    : 'Look at what else can be answered: every response below an operation has examples.';
  return `### First three steps

1. Press **Authorize**, enter ${key}, press **Authorize** again, then **Close**.
2. Open an operation${example}, press **Try it out**, then **Execute**. ${sandbox ? 'Everything is filled in.' : ''}
3. ${third} Every error is a problem document with a stable \`code\`; its \`type\` leads to a page that says what to do.`;
}

function linkTo({ operation }: DocumentedOperation): string {
  return `#/${encodeURIComponent(operation.tags?.[0] ?? 'default')}/${operation.operationId ?? ''}`;
}

function catalogueLink(operations: readonly DocumentedOperation[]): string | null {
  const catalogue = operations.find(({ path }) => path === CATALOGUE_PATH);
  return catalogue ? `[Its fields, limits and quirks](${linkTo(catalogue)})` : null;
}

/** Each `code` at the beginning of a paragraph as a link to its page. */
function withErrorPages(description: string): string {
  return description.replace(/^`([a-z_]+)`/gm, (text, code: string) =>
    Object.hasOwn(ERROR_CATALOGUE, code) ? `[${text}](/errors/${code})` : text,
  );
}

/** In the sandbox an outcome can be forced, and files need not be looked for. */
function offer(operation: Operation, scenarios: readonly string[]): void {
  if (scenarios.length === 0) return;
  operation.parameters = [
    ...(operation.parameters ?? []),
    {
      name: 'X-Sandbox-Scenario',
      in: 'header',
      required: false,
      description: 'Sandbox only: an outcome to force at the provider. Without it the provider answers as usual.',
      schema: { type: 'string', enum: [...scenarios] },
    },
  ];
  const body = operation.requestBody;
  if (!body || !('content' in body) || !('multipart/form-data' in body.content)) return;
  operation.description = [
    operation.description,
    'No scan at hand? Press **Use sample document** beside a file, or download one: ' +
      '[PNG](/docs/sample-document.png), [PDF](/docs/sample-document.pdf). A second customer needs another `email` and ' +
      '`identityDocument.number`, or the answer is `duplicate_customer`.',
  ]
    .filter(Boolean)
    .join('\n\n');
}
