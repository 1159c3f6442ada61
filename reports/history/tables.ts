/** Version of the tables below. Another one is refused, not migrated: the records are there to make the tables from. */
export const HISTORY_VERSION = 1;

/** One statement each; PostgreSQL's SQL, which PGlite speaks too. `digest`: of the record's lines as they were taken; `folder`, `bytes`: where
 * the record was and its size, so that it need not be read to know that it is the same. */
export const TABLES: readonly string[] = [
  'CREATE TABLE IF NOT EXISTS amp_hil_version (version int NOT NULL)',
  `CREATE TABLE IF NOT EXISTS run (
    id text NOT NULL, board text NOT NULL, started timestamptz NOT NULL, profile text NOT NULL, seed bigint NOT NULL, commit_hash text,
    emulated boolean, faults text NOT NULL, exit int NOT NULL, pass int NOT NULL, fail int NOT NULL, broken int NOT NULL, skipped int NOT NULL,
    lines int NOT NULL, digest text NOT NULL, folder text NOT NULL, bytes bigint NOT NULL, PRIMARY KEY (id, board))`,
  'CREATE INDEX IF NOT EXISTS run_by_time ON run (board, started DESC)',
  `CREATE TABLE IF NOT EXISTS measurement (
    run text NOT NULL, board text NOT NULL, id text NOT NULL, unit text NOT NULL, median double precision NOT NULL, low double precision,
    high double precision, n bigint NOT NULL, result text NOT NULL, PRIMARY KEY (run, board, id),
    FOREIGN KEY (run, board) REFERENCES run (id, board) ON DELETE CASCADE)`,
  `CREATE TABLE IF NOT EXISTS baseline (
    run text NOT NULL, board text NOT NULL, PRIMARY KEY (run, board), FOREIGN KEY (run, board) REFERENCES run (id, board))`,
];
