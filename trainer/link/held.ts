import { columnsOf, type Envelope, type Report, type RunId } from '#src/vocabulary/index.ts'

/** Envelopes `seq … through` of which thinning left nothing: one entry, however many they are. */
export interface Vacant {
  readonly run: RunId
  readonly seq: number
  readonly through: number
  readonly at: number
}

/** What is held until the hub has it. */
export type Held = Envelope | Vacant

export function isVacant(held: Held): held is Vacant {
  return 'through' in held
}

export function lastSeqOf(held: Held): number {
  return isVacant(held) ? held.through : held.seq
}

/** The envelopes that are held, those before `seq` left out: what is sent. */
export function* envelopesOf(held: Held, seq: number): Generator<Envelope> {
  if (!isVacant(held)) {
    if (held.seq >= seq) yield held
    return
  }
  const { run, at, through } = held
  for (let next = Math.max(seq, held.seq); next <= through; next++) {
    yield { run, seq: next, at, report: { type: 'measured', columns: [] } }
  }
}

/** About what it takes in memory: its numbers exactly, the rest of a fact as its text. */
export function bytesOf(held: Held): number {
  if (isVacant(held)) return 100
  const { report } = held
  const numbers = columnsOf(report).reduce(
    (sum, { steps, values, lengths }) =>
      sum + 200 + steps.byteLength + values.byteLength + (lengths === null ? 0 : lengths.byteLength),
    200,
  )
  return 'columns' in report ? numbers : numbers + 2 * JSON.stringify(report).length
}

/** The first of the envelopes that are held from `seq` on. */
export function firstOf(held: readonly Held[], seq: number, most: number): Envelope[] {
  const first: Envelope[] = []
  for (const one of held)
    for (const envelope of envelopesOf(one, seq)) {
      first.push(envelope)
      if (first.length === most) return first
    }
  return first
}

/** The last step at which a Report has a number, -1 where it has none. */
export function lastStepOf(report: Report): number {
  return columnsOf(report).reduce((last, { steps }) => steps.reduce((most, step) => Math.max(most, step), last), -1)
}
