/** A list that stays the same object while its items do, so that nothing is drawn again for a copy. */
export function steady<T>(): (next: readonly T[]) => readonly T[] {
  let kept: readonly T[] = []
  return (next) => {
    const isSame = next.length === kept.length && next.every((item, i) => item === kept[i])
    if (!isSame) kept = next
    return kept
  }
}
