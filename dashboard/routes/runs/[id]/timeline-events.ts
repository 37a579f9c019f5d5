import type { Checkpoint } from '#src/run-state/index.ts'
import type { Note } from '#src/vocabulary/index.ts'
import type { TimelineMark } from '#dashboard/run/timeline.ts'

/** Everything that has a place on the timeline, in words; a note is at every step that it is on, and so is a transition that is over. `at`: the step that is pointed at. */
export function timelineEvents(
  timeline: readonly TimelineMark[],
  checkpoints: readonly Checkpoint[],
  notes: readonly Note[],
  at: number,
): { readonly step: number; readonly label: string }[] {
  return [
    ...notes.map(({ from, to, text }) => ({ step: Math.min(to, Math.max(from, at)), label: text })),
    ...timeline.map(({ step, label, transition }) => ({
      step: Math.min(transition?.end ?? step, Math.max(step, at)),
      label,
    })),
    ...checkpoints.map(({ step, bytes, whole }) => ({
      step,
      label: `${whole ? 'Checkpoint' : 'Checkpoint of the weights'}, ${bytesText(bytes)}`,
    })),
  ]
}

/** `4.5 MB`, `812 kB` */
function bytesText(bytes: number): string {
  if (bytes >= 1e9) return `${(bytes / 1e9).toPrecision(3)} GB`
  if (bytes >= 1e6) return `${Number((bytes / 1e6).toPrecision(2))} MB`
  return `${Math.round(bytes / 1e3)} kB`
}
