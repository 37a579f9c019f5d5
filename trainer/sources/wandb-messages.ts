import type { Descriptor } from './protobuf.ts'

/** What of the records of a `.wandb` file is read (wandb/proto/wandb_internal.proto). */
export interface WandbRecord {
  readonly history?: { readonly items?: readonly Item[]; readonly step?: { readonly num?: number } }
  readonly summary?: Changes
  readonly config?: Changes
  readonly run?: {
    readonly id?: string
    readonly entity?: string
    readonly project?: string
    readonly config?: Changes
    readonly summary?: Changes
    readonly group?: string
    readonly name?: string
    readonly notes?: string
    readonly tags?: readonly string[]
    readonly host?: string
    readonly startedAt?: { readonly seconds?: number; readonly nanos?: number }
  }
  readonly exit?: { readonly code?: number; readonly runtime?: number }
  /** Of these only that they are there. */
  readonly stats?: object
  readonly output?: object
  readonly artifact?: object
}

export interface Item {
  readonly key?: string
  readonly path?: readonly string[]
  readonly json?: string
}

export interface Changes {
  readonly updates?: readonly Item[]
}

const ITEM: Descriptor = {
  1: { name: 'key', kind: 'string' },
  2: { name: 'path', kind: 'string', many: true },
  16: { name: 'json', kind: 'string' },
}
const CHANGES: Descriptor = { 1: { name: 'updates', kind: ITEM, many: true } }

export const WANDB_RECORD: Descriptor = {
  2: {
    name: 'history',
    kind: {
      1: { name: 'items', kind: ITEM, many: true },
      2: { name: 'step', kind: { 1: { name: 'num', kind: 'int' } } },
    },
  },
  3: { name: 'summary', kind: CHANGES },
  4: { name: 'output', kind: {} },
  5: { name: 'config', kind: CHANGES },
  7: { name: 'stats', kind: {} },
  8: { name: 'artifact', kind: {} },
  17: {
    name: 'run',
    kind: {
      1: { name: 'id', kind: 'string' },
      2: { name: 'entity', kind: 'string' },
      3: { name: 'project', kind: 'string' },
      4: { name: 'config', kind: CHANGES },
      5: { name: 'summary', kind: CHANGES },
      6: { name: 'group', kind: 'string' },
      8: { name: 'name', kind: 'string' },
      9: { name: 'notes', kind: 'string' },
      10: { name: 'tags', kind: 'string', many: true },
      13: { name: 'host', kind: 'string' },
      17: {
        name: 'startedAt',
        kind: { 1: { name: 'seconds', kind: 'int' }, 2: { name: 'nanos', kind: 'int' } },
      },
    },
  },
  18: { name: 'exit', kind: { 1: { name: 'code', kind: 'int' }, 2: { name: 'runtime', kind: 'int' } } },
}
