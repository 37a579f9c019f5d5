import type { LaterRows, Rows } from './row.ts'
import type { Format } from './format-of.ts'

/** A run of another program's that was found on the disk. */
export interface Source {
  readonly format: Format
  /** The file, or the folder of files, that it is. */
  readonly path: string
  /** What it is called, unless it says so itself. */
  readonly name: string
  /** The project that it belongs to, unless it says so itself. */
  readonly project: string
  /** What tells this training from every other, wherever its files lie, as far as they say so; a grown file keeps it. */
  readonly identity: string
  /** What grows when it grows. */
  extent(): number
  /** Reads it from its beginning. */
  open(): OpenSource
}

export interface OpenSource {
  readonly rows: Rows | LaterRows
  /** Whether a file of it was cut since it was opened, or another is in its place, while it is read where it was moved: it is to be opened anew. */
  replaced(): 'cut' | 'moved' | null
  /** When something was written to it last, in milliseconds since the epoch. */
  writtenAt(): number
  close(): void
}
