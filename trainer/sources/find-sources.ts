import { readdirSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, extname, join, relative, sep } from 'node:path'
import { messageOf } from '#src/vocabulary/index.ts'
import { kindOf } from '#trainer/formats/index.ts'
import { childKind } from './child-folders.ts'
import type { TableOptions } from './csv.ts'
import { formatOf, isEventFile, type Format } from './format-of.ts'
import { openLog } from './log-file.ts'
import { eventsSource, projectOf, tableSource, trackioSources, wandbSource } from './sources.ts'
import type { Source } from './source.ts'

/** What is under some paths: runs, and what was looked at and is none, or not what somebody may expect, with why. */
export interface Found {
  readonly sources: readonly Source[]
  readonly faults: readonly NoSource[]
}

/** `isEarly`: there may be a run later, once more is written. */
interface NoSource {
  readonly path: string
  readonly why: string
  readonly isEarly?: true
}

/** Folders in each other that are gone through. */
const DEPTH = 24
/** In a folder, these alone are taken for text that is a log. */
const TEXT = ['.csv', '.tsv', '.jsonl', '.ndjson']
const LOGS = [...TEXT, '.wandb', '.parquet', '.db']

/**
 * The runs under a path, a file or a folder. In a folder a run is a folder of event files, as TensorBoard has it, or a file of any
 * other format; symbolic links in it are not followed, since they may lead anywhere, and in a circle.
 */
export function findSources(path: string, options: TableOptions = {}): Found {
  const faults: NoSource[] = []
  const events = new Map<string, string[]>()
  const runsOfWandb = new Map<string, string[]>()
  const sources: Source[] = []
  let root: string
  try {
    root = realpathSync(path)
  } catch (error) {
    return { sources, faults: [{ path, why: `it cannot be opened: ${messageOf(error)}` }] }
  }
  const found = statSync(root)
  const isFolder = found.isDirectory()
  if (!isFolder && !found.isFile())
    return { sources, faults: [{ path, why: `it is ${kindOf(found)}, and only files and folders are imported` }] }

  /** `named`: somebody named this file itself, so that it is to be one. */
  function look(file: string, isNamed: boolean): void {
    const format = whichFormat(file, isNamed)
    if (format === null) return
    if (format === 'tensorboard') put(events, dirname(file), file)
    else if (format === 'wandb') put(runsOfWandb, idOfWandb(file), file)
    else if (format === 'trackio') {
      const found = trackioSources(file)
      if ('why' in found) {
        if (isNamed) faults.push({ path: file, why: found.why })
      } else sources.push(...found.sources)
    } else {
      const one = tableSource(format, file, options)
      if ('why' in one) faults.push({ path: file, ...one })
      else sources.push(one)
    }
  }

  function whichFormat(file: string, isNamed: boolean): Format | null {
    try {
      const log = openLog(file)
      try {
        const format = formatOf(log)
        if (format === null && isNamed) {
          const why = log.size() === 0 ? 'it is empty' : 'expected event files of TensorBoard, a .wandb file, a project of Trackio, Parquet, CSV or JSON lines' // prettier-ignore
          faults.push({ path: file, why })
        }
        const isText = format === 'csv' || format === 'json'
        return !isNamed && isText && !TEXT.includes(extname(file).toLowerCase()) ? null : format
      } finally {
        log.close()
      }
    } catch (error) {
      faults.push({ path: file, why: `it cannot be read: ${messageOf(error)}` })
      return null
    }
  }

  function walk(folder: string, depth: number): void {
    let entries
    try {
      entries = readdirSync(folder, { withFileTypes: true })
    } catch (error) {
      return void faults.push({ path: folder, why: `it cannot be read: ${messageOf(error)}` })
    }
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const at = join(folder, entry.name)
      if (entry.isSymbolicLink()) {
        if (isWorthNaming(at, root))
          faults.push({ path: at, why: 'it is a symbolic link, which is not followed; name it itself to import it' })
      } else if (entry.isDirectory()) {
        if (entry.name.startsWith('.') || entry.name === 'node_modules') continue
        if (depth < DEPTH) walk(at, depth + 1)
        else faults.push({ path: at, why: `folders are gone through ${DEPTH} deep; name it itself to import it` })
      } else if (entry.isFile()) look(at, false)
    }
  }

  if (isFolder) walk(root, 0)
  else if (isEventFile(root)) put(events, dirname(root), root)
  else look(root, true)

  const inside = isFolder ? root : dirname(root)
  const project = projectOf(inside)
  const children = isFolder ? childrenAmong(events) : NO_CHILDREN
  for (const [folder, files] of events) {
    if (children.partOfParent.has(folder)) continue
    const name = relative(inside, folder).split(sep).join('/') || basename(folder)
    const one = eventsSource(folder, isFolder ? null : files, name, project ?? name.split('/')[0]!)
    if ('why' in one) faults.push({ path: folder, ...one })
    else sources.push(one)
  }
  faults.push(...children.told)
  for (const files of runsOfWandb.values()) sources.push(wandbSource(files, project ?? basename(files[0]!, '.wandb')))
  return { sources, faults }
}

interface Children {
  /** Folders that are no run of their own. */
  readonly partOfParent: ReadonlySet<string>
  readonly told: readonly NoSource[]
}

const NO_CHILDREN: Children = { partOfParent: new Set(), told: [] }

/** What PyTorch's SummaryWriter puts in folders within that of its run: the settings, if there is one folder of them, are that run's. */
function childrenAmong(events: ReadonlyMap<string, readonly string[]>): Children {
  const partOfParent = new Set<string>()
  const settings = new Map<string, string[]>()
  const curves = new Map<string, string[]>()
  const told: NoSource[] = []
  for (const folder of events.keys()) {
    const parent = dirname(folder)
    if (!events.has(parent)) continue
    const kind = childKind(folder)
    if (kind === 'early') {
      partOfParent.add(folder)
      told.push({ path: folder, why: 'no event is there yet', isEarly: true })
    } else if (kind === 'settings') put(settings, parent, folder)
    else if (kind === 'curve') put(curves, parent, folder)
  }
  for (const [path, folders] of settings)
    if (folders.length === 1) partOfParent.add(folders[0]!)
    else {
      const why = `it has ${folders.length} folders of settings, as add_hparams makes them: each is a run of its own, since nothing says which of them are those of its curves` // prettier-ignore
      told.push({ path, why })
    }
  for (const [path, folders] of curves) {
    const names = folders.map((folder) => basename(folder)).join(', ')
    told.push({ path, why: `what add_scalars wrote is a run a curve, as TensorBoard has it: ${names}` })
  }
  return { partOfParent, told }
}

function put(files: Map<string, string[]>, key: string, file: string): void {
  files.set(key, [...(files.get(key) ?? []), file])
}

/** Whether what is behind a link looks like a log, and is not found without it. */
function isWorthNaming(link: string, root: string): boolean {
  try {
    const target = realpathSync(link)
    if (target === root || target.startsWith(root + sep)) return false
    return statSync(target).isDirectory() || isEventFile(link) || LOGS.includes(extname(link).toLowerCase())
  } catch {
    return false // it leads nowhere
  }
}

/** The id of the run that a `.wandb` file is of: a resumed run has several. */
function idOfWandb(file: string): string {
  return /^run-(.+)\.wandb$/.exec(basename(file))?.[1] ?? file
}
