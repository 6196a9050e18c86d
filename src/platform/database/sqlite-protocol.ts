/** One statement for the thread that holds the database. */
export interface SqliteQuestion {
  readonly id: number;
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

/** What came of it; `code` is SQLite’s own. */
export type SqliteAnswer =
  | { readonly id: number; readonly rows: readonly unknown[]; readonly changes: number }
  | { readonly id: number; readonly failure: { readonly message: string; readonly code: number | null } };
