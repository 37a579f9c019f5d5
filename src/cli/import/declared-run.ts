import { createHash } from 'node:crypto'
import { BOUNDS, isLabel, type ParameterValues, type Run, type RunId } from '#src/vocabulary/index.ts'
import type { Said, Source } from '#trainer/sources/index.ts'
import { version } from '../version.ts'

/** What somebody who imports says of what is imported. */
export interface Wishes {
  readonly name?: string
  readonly project?: string
}

const PROGRAMS: Readonly<Record<Source['format'], string>> = {
  tensorboard: 'TensorBoard',
  wandb: 'wandb',
  trackio: 'Trackio',
  parquet: 'Parquet',
  csv: 'CSV',
  json: 'JSON lines',
}

/** The id of the run that a log is: the same whenever, and by whomever, it is imported. `run` is the one of several in a table. */
export function idOf({ format, identity, name }: Source, run: string | null): RunId {
  const hash = createHash('sha256')
    .update(`${format}\n${identity}\n${run ?? ''}`)
    .digest('hex')
    .slice(0, 8)
  const readable = (run ?? name)
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, BOUNDS.pathName - 40)
  return `${readable === '' ? format : readable}-${hash}`
}

/** A run as its log declares it. */
export function declaredRun(
  source: Source,
  {
    id,
    run,
    said,
    settings,
    startedAt,
  }: { id: RunId; run: string | null; said: Said; settings: ParameterValues; startedAt: number },
  wishes: Wishes,
): Run {
  const { seed } = settings
  const label = (text: string | undefined, otherwise: string) => (isLabel(text) ? text : otherwise)
  return {
    id,
    name: label(wishes.name ?? said.name ?? run ?? source.name, id),
    experiment: label(wishes.project ?? said.project ?? source.project, 'imported'),
    parameters: settings,
    seed: typeof seed === 'number' ? seed : null,
    steps: 0,
    startedAt,
    backend: {
      name: 'unknown',
      version: '',
      obtained: `imported from ${PROGRAMS[source.format]}`,
      device: 'unknown',
      threads: 0,
    },
    host: label(said.host, 'unknown'),
    version,
    ...(isLabel(said.group) && { group: said.group }),
    client: { name: 'import', version, framework: null },
  }
}
