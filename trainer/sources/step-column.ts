/** What the step of a row is called by those who write logs, the surest first. */
const NAMES = [
  'step',
  'global_step',
  '_step',
  'trainer/global_step',
  'global step',
  'train_step',
  'iteration',
  'iter',
  'update',
  'updates',
  'num_steps',
  'batch',
  'epoch',
]

/** The column of steps among these; null where none is called like one. */
export function stepColumn(names: readonly string[]): string | null {
  const lower = new Map(names.toReversed().map((name) => [name.trim().toLowerCase(), name]))
  for (const name of NAMES) if (lower.has(name)) return lower.get(name)!
  return null
}

/** The column of wall time among these: seconds since the epoch. */
export function timeColumn(names: readonly string[]): string | null {
  return (
    ['wall_time', '_timestamp', 'timestamp', 'wall time']
      .map((name) => names.find((one) => one.trim().toLowerCase() === name))
      .find((name) => name !== undefined) ?? null
  )
}

/** Milliseconds since the epoch: of seconds, of milliseconds where it must be these, or of a date. */
export function timeFrom(value: unknown): number | null {
  if (typeof value === 'string' && value.trim() !== '' && Number.isNaN(Number(value))) {
    const time = Date.parse(value)
    return Number.isNaN(time) ? null : time
  }
  const number = typeof value === 'bigint' || typeof value === 'string' ? Number(value) : value
  if (typeof number !== 'number' || !Number.isFinite(number) || number <= 0) return null
  return number < 1e11 ? number * 1000 : number
}
