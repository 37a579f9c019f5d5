import { isTime } from './time.ts'

/** Seconds as people say them: `4.2 s`, `42 s`, `3 min 20 s`, `2 h 5 min`; a dash where nobody can tell. */
export function durationText(seconds: number): string {
  if (!Number.isFinite(seconds)) return '–'
  if (seconds < 10) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole} s`
  if (whole < 3_600) return `${Math.floor(whole / 60)} min ${whole % 60} s`
  const minutes = Math.round(seconds / 60)
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** When something was, from now: `42 s ago`, `4 min ago`, `2 h ago`, `3 d ago`; after a week its date; a dash where no calendar has it. */
export function agoText(at: number, now: number): string {
  if (!isTime(at)) return '–'
  const seconds = Math.max(0, (now - at) / 1000)
  if (seconds < 60) return `${Math.floor(seconds)} s ago`
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ago`
  if (seconds < 86_400) return `${Math.floor(seconds / 3_600)} h ago`
  if (seconds < 7 * 86_400) return `${Math.floor(seconds / 86_400)} d ago`
  return new Date(at).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })
}
