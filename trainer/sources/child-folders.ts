import { readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { openCursor } from './cursor.ts'
import { isEventFile } from './format-of.ts'
import { openLog } from './log-file.ts'
import { decoded } from './protobuf.ts'
import type { Rows } from './row.ts'
import { EVENT, type Event } from './tensorboard-messages.ts'
import { tfRecords } from './tfrecord.ts'

/**
 * What a folder of event files within that of a run is, as PyTorch's SummaryWriter makes them: `settings`, of `add_hparams`; `curve`, one of several that
 * `add_scalars` draws in one panel; `early`, while it says nothing yet; else a run like any other.
 */
export type ChildKind = 'settings' | 'curve' | 'early' | 'run'

/** `add_hparams` calls its folder by the time: `1796035054.2763379`. */
const WALL_TIME = /^\d{9,11}(\.\d+)?$/
/** Records before the first that has a value: the version of the file, and hardly more. */
const LOOK = 16

export function childKind(folder: string): ChildKind {
  const name = basename(folder)
  const [first] = eventFilesIn(folder)
  const value = first === undefined ? null : firstValue(first)
  if (value === null) return WALL_TIME.test(name) ? 'early' : 'run'
  if (WALL_TIME.test(name)) return value.plugin === 'hparams' ? 'settings' : 'run'
  return value.tag !== '' && name.startsWith(`${value.tag.replaceAll('/', '_')}_`) ? 'curve' : 'run'
}

export function eventFilesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && isEventFile(entry.name))
    .map(({ name }) => join(folder, name))
    .sort()
}

/** The folders within that of a run which hold settings; `known` remembers what was found of each. */
export function settingsFoldersIn(folder: string, known: Map<string, ChildKind>): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && WALL_TIME.test(entry.name))
    .map(({ name }) => join(folder, name))
    .filter((child) => {
      const kind = known.get(child) ?? childKind(child)
      if (kind !== 'early') known.set(child, kind)
      return kind === 'settings'
    })
    .sort()
}

/**
 * What such a folder says, of the run that it is in: its settings, and its numbers as what the run came to. That its own session has ended says
 * nothing of the training: many call `add_hparams` at the beginning.
 */
export function* saidOfParent(rows: Rows): Rows {
  for (let asked: boolean | undefined; ;) {
    const { value: row, done } = rows.next(asked)
    asked = undefined
    if (done === true) return
    if (row.type === 'scalar') yield { type: 'said', summary: { [row.series]: row.value } }
    else if (row.type === 'said') {
      if (row.config !== undefined) yield { type: 'said', config: row.config }
    } else asked = yield row
  }
}

interface FirstValue {
  readonly tag: string
  readonly plugin: string
}

const OTHER: FirstValue = { tag: '', plugin: '' }

/** Null while none is there. */
function firstValue(path: string): FirstValue | null {
  const file = openLog(path)
  try {
    let count = 0
    for (const record of tfRecords(openCursor(file))) {
      if (record.type === 'end') return null
      if (++count > LOOK) break
      if (record.type !== 'record') continue
      const [value] = decoded<Event>(record.data, EVENT).summary?.values ?? []
      if (value !== undefined) return { tag: value.tag ?? '', plugin: value.metadata?.plugin?.name ?? '' }
    }
    return OTHER
  } catch {
    return OTHER // what is wrong with it is said when it is read
  } finally {
    file.close()
  }
}
