import { answering, first, type HttpAnswer } from '../kit/answers.js';
import type { FaultMaker } from '../scene.js';
import { goodAnswer } from '../subjects.js';

/** An error in JSON, in the form that all three providers come close to. */
export function says(status: number, message: unknown, more: HttpAnswer['headers'] = {}): FaultMaker {
  const body = JSON.stringify({ success: false, statusCode: status, message });
  return () => answering({ status, body, headers: { ...more } });
}

/** A page of a proxy. */
export function page(status: number): FaultMaker {
  const body = `<html><body><h1>${status}</h1>canary.mail@example.com</body></html>`;
  return () => answering({ status, body, headers: { 'content-type': 'text/html' } });
}

/** One status outside, another inside. */
export function inside(outer: number, inner: Readonly<Record<string, unknown>>): FaultMaker {
  return () => answering({ status: outer, body: JSON.stringify({ message: 'x', ...inner }) });
}

/** 429 to the first call, and the good answer to the next ones. */
export function limitedOnce(headers: Readonly<Record<string, string>>): FaultMaker {
  return (scene) => first(1, limited(headers)(scene), answering(goodAnswer(scene.subject)));
}

/** 429 to every call. */
export function limited(headers: Readonly<Record<string, string>>): FaultMaker {
  return says(429, 'Too many requests', headers);
}

/** 401 to the first calls, and the good answer to the next ones. */
export function unauthorized(times: number): FaultMaker {
  return (scene) => first(times, says(401, 'Token expired')(scene), answering(goodAnswer(scene.subject)));
}
