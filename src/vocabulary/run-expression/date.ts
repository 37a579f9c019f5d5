const DATE = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?))?Z?$/

/** Milliseconds since 1970 of a date in UTC, so that it means the same on every machine; null where it is none. */
export function dateOf(text: string): number | null {
  const [, day, time = '00:00'] = DATE.exec(text) ?? []
  if (day === undefined) return null
  const milliseconds = Date.parse(`${day}T${time}Z`)
  // A day that no month has is taken for one of the next: it is not what was meant.
  if (Number.isNaN(milliseconds) || !new Date(milliseconds).toISOString().startsWith(day)) return null
  return milliseconds
}
