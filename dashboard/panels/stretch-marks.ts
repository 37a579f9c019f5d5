import { NOTES } from '#dashboard/plots/draw-notes.ts'
import { noteMarks as notedMarks } from './note-marks.ts'

/** What marks are that go over a stretch: notes and transitions. Their code comes when a run has one. */
export { transitionMark } from './transition-marks.ts'

export function noteMarks(...noted: Parameters<typeof notedMarks>): ReturnType<typeof notedMarks> {
  return notedMarks(...noted).map((mark) => ({ ...mark, drawnBy: NOTES }))
}
