import type {
  Command,
  Envelope,
  Fact,
  Outcome,
  Right,
  RunId,
  RunStatus,
  RunSummary,
  SeriesDeclaration,
} from '#src/vocabulary/index.ts'

/** Raised when a byte or an event changes its meaning. Both ends refuse a stranger's version by name. */
export const PROTOCOL_VERSION = 2

/** Namespace of trainers: Reports come in, Commands go out. */
export const TRAINER_NAMESPACE = '/trainer'
/** Namespace of viewers: queries and Commands come in, frames go out. */
export const VIEWER_NAMESPACE = '/viewer'

export type Refusal = { readonly ok: false; readonly why: string }

/** What a trainer sends. */
export interface TrainerToHub {
  /**
   * First word after each connect. `next` is the sequence number that the hub wants next: what came before is durable.
   * `clockAheadMs`: by how much the trainer's clock is ahead of the hub's, if it has asked (another machine).
   */
  hello: (
    greeting: { protocol: number; run: RunId; clockAheadMs?: number },
    answer: (reply: { ok: true; next: number } | Refusal) => void,
  ) => void
  /** Packed Reports in order; acknowledged when durable with the next sequence number wanted. */
  reports: (bytes: Uint8Array, answer: (reply: { ok: true; next: number } | Refusal) => void) => void
  /** The hub's clock, so that latencies of another machine can be told. */
  clock: (answer: (now: number) => void) => void
}

export interface HubToTrainer {
  command: (command: Command, answer: (outcome: Outcome) => void) => void
}

/** All but the numbers of one run. */
export interface RunView {
  readonly summary: RunSummary
  readonly series: readonly (SeriesDeclaration & {
    readonly points: number
    readonly firstStep: number | null
    readonly lastStep: number | null
  })[]
  /** Every Report of the run but its measurements, in order. */
  readonly facts: readonly Envelope<Fact>[]
  /** Whether its trainer is connected, so that Commands can be sent. */
  readonly live: boolean
}

export interface ViewerToHub {
  hello: (
    greeting: { protocol: number },
    answer: (
      reply: { ok: true; version: string; now: number; rights: readonly Right[]; control: string | null } | Refusal,
    ) => void,
  ) => void
  /** Start to receive the facts of a run. */
  open: (run: RunId, answer: (reply: { ok: true; view: RunView } | Refusal) => void) => void
  close: (run: RunId) => void
  /** JSON of `Query[]` in, packed results out, in the queries' order. */
  ask: (queries: unknown, answer: (reply: { ok: true; bytes: Uint8Array } | Refusal) => void) => void
  /** Receive what is measured from now on of these series (none: stop). Replaces what was followed of that run. */
  follow: (run: RunId, series: readonly string[]) => void
  command: (run: RunId, command: Command, answer: (outcome: Outcome) => void) => void
  clock: (answer: (now: number) => void) => void
}

/** Whether a run's trainer is connected, and how the run stands. */
export interface Presence {
  readonly run: RunId
  readonly live: boolean
  readonly status: RunStatus
}

export interface HubToViewer {
  /** The whole list, once after hello. */
  runs: (runs: readonly RunSummary[]) => void
  /** One line of the list has changed. */
  run: (run: RunSummary) => void
  fact: (envelope: Envelope<Fact>) => void
  /** Whether a run's trainer came or went. */
  presence: (presence: Presence) => void
  /** A packed Frame. The next one of that run waits for this acknowledgement: a slow browser slows nobody else. */
  frame: (bytes: Uint8Array, drawn: () => void) => void
}
