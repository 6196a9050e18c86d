import { sql, type SqlBool } from 'kysely';

// Spelled as in the indexes of the schema: SQLite uses a partial index only for a query that says the same, which one
// with values that are bound later does not. Without it the whole table is read, every two seconds.

/** Writes of which nobody knows how they end; each of them is in `operations_open` and `operations_open_alike`. */
export const OPEN = sql<SqlBool>`operations.state in ('sending', 'unknown')`;
/** Writes that still hold an answer, in `operations_full`. */
export const FULL = sql<SqlBool>`evidence <> ''`;
/** Writes that only keep a key from being used again, in `operations_emptied`. */
export const EMPTIED = sql<SqlBool>`evidence = ''`;
