import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { extname, join, relative, sep } from 'node:path'
import { ENCODINGS, type Encoding } from './encodings.ts'

/** The bytes of a file in one encoding, with what identifies them. */
export interface Representation {
  readonly bytes: Buffer
  readonly etag: string
}

/** A file of the page: as it is, and compressed as the build has left it. */
export interface PageFile {
  readonly type: string
  /** Names under _app/immutable carry a hash of their content; any other file may change with the next build. */
  readonly isImmutable: boolean
  readonly plain: Representation
  readonly encoded: ReadonlyMap<Encoding, Representation>
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.ttf': 'font/ttf',
  '.txt': 'text/plain; charset=utf-8',
}

const SUFFIXES: Readonly<Record<Encoding, string>> = { br: '.br', gzip: '.gz' }

/** Every file of a built page by its path, compressed ones with the file that they are of. */
export function filesIn(folder: string): ReadonlyMap<string, PageFile> {
  const paths = readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
  const there = new Set(paths)
  const isCompressed = (path: string) =>
    ENCODINGS.some(
      (encoding) => path.endsWith(SUFFIXES[encoding]) && there.has(path.slice(0, -SUFFIXES[encoding].length)),
    )
  return new Map(
    paths
      .filter((path) => !isCompressed(path))
      .map((path) => {
        const name = `/${relative(folder, path).split(sep).join('/')}`
        const encodings = ENCODINGS.filter((encoding) => there.has(path + SUFFIXES[encoding]))
        return [
          name,
          {
            type: TYPES[extname(path)] ?? 'application/octet-stream',
            isImmutable: name.startsWith('/_app/immutable/'),
            plain: representationOf(path),
            encoded: new Map(encodings.map((encoding) => [encoding, representationOf(path + SUFFIXES[encoding])])),
          },
        ]
      }),
  )
}

function representationOf(path: string): Representation {
  const bytes = readFileSync(path)
  return { bytes, etag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"` }
}
