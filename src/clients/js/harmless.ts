/** What an error says; one of somebody's own may say nothing. */
export function whyOf(error: unknown): string {
  try {
    return String((error as Partial<Error> | null)?.message || error).slice(0, 500)
  } catch {
    return 'it cannot be said why'
  }
}

/** How deep a value, a config or a summary is looked into: what is deeper contains itself. */
export const MOST_DEPTH = 32

/** Own names with their values, each read by itself: a getter that throws takes no other with it. */
export function entriesRead(of: object, failed: (key: string, error: unknown) => void): [string, unknown][] {
  return Object.keys(of).flatMap((key): [string, unknown][] => {
    try {
      return [[key, (of as Record<string, unknown>)[key]]]
    } catch (error) {
      failed(key, error)
      return []
    }
  })
}
