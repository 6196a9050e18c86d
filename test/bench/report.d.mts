export const TOLERANCE: number;

export interface LoadResult {
  requests: number;
  seconds: number;
  rate: number;
  p50: number;
  p99: number;
  failed: number;
}

export type Slice = Pick<LoadResult, 'rate' | 'p50' | 'p99'> & { cpu: number };

export interface Measured {
  contenders: Record<string, Slice>;
  start: number;
  memory: { requests: number; after: number; growth: number };
  uploads: { creates: number; growth: number; lost: number; seconds: number };
}

export interface Judgement {
  name: string;
  value: number;
  goal: number;
  met: boolean;
  missed: boolean;
}

export interface Answered {
  data: unknown;
  meta: { warnings: unknown };
}

export function toLoadResult(output: string): LoadResult;
export function median(values: readonly number[]): number;
export function summarize(slices: Record<string, readonly Slice[]>): Record<string, Slice>;
export function sameData(one: Answered, two: Answered): boolean;
export function judge(measured: Measured): Judgement[];
export function complaints(measured: Measured): string[];
export function toMarkdown(report: {
  titles: Record<string, string>;
  measured: Measured;
  machine: readonly string[];
  how: readonly string[];
}): string;
