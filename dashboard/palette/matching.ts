/** Those whose words begin as what is typed, in whatever order; those that begin with it as a whole come first. */
export function matching<T extends { readonly text: string }>(offers: readonly T[], typed: string): readonly T[] {
  const sought = typed.trim().toLowerCase()
  if (sought === '') return offers
  const parts = sought.split(/\s+/)
  const isFound = ({ text }: T) => {
    const words = text.toLowerCase().split(/[^\p{L}\d]+/u)
    return parts.every((part) => words.some((word) => word.startsWith(part)))
  }
  const isFirst = ({ text }: T) => (text.toLowerCase().startsWith(sought) ? 0 : 1)
  return offers.filter(isFound).toSorted((a, b) => isFirst(a) - isFirst(b))
}
