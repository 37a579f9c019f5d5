import type { OutputKind } from '#src/vocabulary/index.ts'

/**
 * What a log of another program says, in the order in which it stands there: plain rows, whatever the format. A reader is a
 * generator of them; it says `end` whenever it has read all that is there, and goes on when it is asked again and the file has grown.
 * Asked again with `true`, nothing more will come: what is left, such as a last line without its line break, is read as it is.
 */
export type Row = Scalar | Frame | Said | Turn | Left | Fault | Pause | End

/** `time` is in milliseconds since the epoch; null where the log has none. */
export interface Scalar {
  readonly type: 'scalar'
  readonly series: string
  readonly step: number
  readonly value: number
  readonly time: number | null
}

/** Several numbers of one step, as src/vocabulary/series.ts lays them out. */
export interface Frame {
  readonly type: 'frame'
  readonly series: string
  readonly kind: Exclude<OutputKind, 'scalar'>
  readonly step: number
  readonly frame: Float64Array
  readonly time: number | null
}

/** What is said of the run itself; each key that is there replaces what was said of it before. */
export interface Said {
  readonly type: 'said'
  readonly name?: string
  readonly project?: string
  readonly group?: string
  readonly host?: string
  readonly notes?: string
  readonly tags?: readonly string[]
  /** Milliseconds since the epoch. */
  readonly startedAt?: number
  /** Settings: any JSON. */
  readonly config?: Readonly<Record<string, unknown>>
  readonly summary?: Readonly<Record<string, unknown>>
  readonly ended?: { readonly how: 'completed' | 'failed'; readonly why: string | null; readonly at: number | null }
}

/** What follows is of this run: one table may have several. */
export interface Turn {
  readonly type: 'turn'
  readonly run: string
}

/** Something sound that is no number, such as an image: it is counted, and not taken. */
export interface Left {
  readonly type: 'left'
  readonly what: string
}

/** What could not be read, and where: what follows is read all the same. `why` is the same for the same kind of fault, so that many are told as one. */
export interface Fault {
  readonly type: 'fault'
  /** `byte 1024`, `line 7`, `row 3` */
  readonly at: string
  readonly why: string
  /** What stood there, where that helps. */
  readonly got?: string
}

/** Much has been read that says nothing: others may have their turn, and somebody who wants it to end is heard. */
export interface Pause {
  readonly type: 'pause'
}

/** All that is there has been read, but for the last bytes, which are the beginning of something; they begin at `at`. */
export interface End {
  readonly type: 'end'
  readonly left: number
  readonly at: string
}

export type Rows = Generator<Row, void, boolean | undefined>
/** Of a format that can only be read piece by piece with waits in between. */
export type LaterRows = AsyncGenerator<Row, void, boolean | undefined>

export function fault(at: string, why: string, got?: string): Fault {
  return { type: 'fault', at, why, ...(got !== undefined && { got: got.length > 80 ? `${got.slice(0, 80)}…` : got }) }
}
