import type { OpenAPIObject } from '@nestjs/swagger';
import { ERROR_CATALOGUE, type ErrorCode } from '../canonical/error-catalogue.js';

type PathItem = OpenAPIObject['paths'][string];
export type Operation = NonNullable<PathItem['get']>;
export type Response = Exclude<NonNullable<Operation['responses'][string]>, { $ref: string }>;

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** One operation of a document with where it is. */
export interface DocumentedOperation {
  /** `GET /v1/cartevo/customers/{id}`. */
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

/** Every operation of a document, in its order. */
export function operationsIn(document: OpenAPIObject): DocumentedOperation[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.flatMap((lower) => {
      const operation = item[lower];
      const method = lower.toUpperCase();
      return operation ? [{ name: `${method} ${path}`, method, path, operation }] : [];
    }),
  );
}

/** The responses of an operation that are written out (ours all are), by their status. */
export function responsesOf(operation: Operation): [status: number, response: Response][] {
  return Object.entries(operation.responses).flatMap(([status, response]) =>
    response && !('$ref' in response) && /^\d{3}$/.test(status) ? [[Number(status), response]] : [],
  );
}

/** The error codes that a response names in its description, as `code`. */
export function codesOf({ description }: Response): ErrorCode[] {
  const words = [...description.matchAll(/`([a-z_]+)`/g)].map(([, word]) => word ?? '');
  return [...new Set(words)].filter((word): word is ErrorCode => Object.hasOwn(ERROR_CATALOGUE, word));
}
