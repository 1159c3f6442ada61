import { ConfigError } from '../errors/errors';
import { RECORD_SCHEMA, recordLineSchema, type RecordLine } from './schema';

/** Checks one line. `where` names it for the error: `line 17`. Throws `ConfigError` with file, line and field. */
export function parseRecordLine(text: string, file: string, where: string): RecordLine {
  const value = parseJson(text, file, where);
  const schema = typeof value === 'object' && value !== null && 'schema' in value ? value.schema : undefined;
  if (typeof schema === 'number' && schema > RECORD_SCHEMA) {
    throw new ConfigError(`${file}, ${where}: schema ${schema} is newer than schema ${RECORD_SCHEMA}, the newest this version reads`, {
      fix: 'read it with the version of amp-hil that wrote it, or a newer one',
    });
  }
  const parsed = recordLineSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field = issue?.path.map(String).join('.') || '(line)';
  throw new ConfigError(`${file}, ${where}, field ${field}: ${issue?.message ?? 'not valid'}`, { fix: DAMAGED });
}

const DAMAGED = 'the record was changed or damaged after it was written; remove the line to read the rest';

function parseJson(text: string, file: string, where: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new ConfigError(`${file}, ${where}: not JSON: ${JSON.stringify(text.slice(0, 60))}`, { cause, fix: DAMAGED });
  }
}
