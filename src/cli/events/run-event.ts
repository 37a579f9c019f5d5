import { breakpointOf } from '#src/run-state/index.ts'
import { visible, type Mark, type Run } from '#src/vocabulary/index.ts'

/** An event of a run as it is told to a command or an address of the user's own: JSON, whatever came of it. */
export interface RunEvent extends Mark {
  readonly kind: 'event' | 'breakpoint'
  readonly run: Pick<Run, 'id' | 'name' | 'experiment'>
  /** Milliseconds since the epoch, on the trainer's clock. */
  readonly at: number
  /** Where it can be looked at; null where no hub shows it. */
  readonly page: string | null
}

export function runEvent(mark: Mark, { id, name, experiment }: Run, at: number, hub: string | null): RunEvent {
  const kind = breakpointOf(mark.by) === null ? 'event' : 'breakpoint'
  const page = hub === null ? null : `${hub}/runs/${encodeURIComponent(id)}`
  return { kind, run: { id, name, experiment }, ...mark, at, page }
}

/** Milliseconds that no calendar has are said as they are: who reports them may say anything. */
function dateText(at: number): string {
  const date = new Date(at)
  return Number.isNaN(date.getTime()) ? String(at) : date.toISOString()
}

/** So many characters of a text are in a variable; the JSON has all. */
const LONGEST = 2_048

/** The same as variables of a process. What came from elsewhere is one line, without what a terminal obeys. */
export function eventVariables({
  kind,
  run,
  by,
  step,
  label,
  about,
  transition,
  at,
  page,
}: RunEvent): Record<string, string> {
  // prettier-ignore
  const said = {
    KIND: kind,
    RUN: run.id,
    RUN_NAME: run.name,
    EXPERIMENT: run.experiment,
    BY: by,
    STEP: String(step),
    LABEL: label,
    ABOUT: about,
    SERIES: transition?.series ?? '',
    KEY: transition?.key ?? '',
    AT: dateText(at),
    PAGE: page ?? '',
  }
  const entries = Object.entries(said).map(([name, text]) => [`PHASESCOPE_EVENT_${name}`, visible(text.slice(0, LONGEST))] as const) // prettier-ignore
  return Object.fromEntries(entries)
}
