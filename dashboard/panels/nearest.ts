/** Entries by how near their value is to a height, as the eye sees it: in decades on a log axis. Those without a value last. */
export function nearestFirst<E extends { readonly value: number | null }>(
  entries: readonly E[],
  height: number,
  log: boolean,
): E[] {
  const place = (value: number) => (log ? Math.log10(value) : value)
  const away = ({ value }: E) => {
    const distance = value === null ? Infinity : Math.abs(place(value) - place(height))
    return Number.isNaN(distance) ? Infinity : distance
  }
  return [...entries].sort((a, b) => (away(a) === away(b) ? 0 : away(a) - away(b)))
}
