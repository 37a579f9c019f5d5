/** The ways of compressing an answer that this hub knows, the smaller result first. */
export const ENCODINGS = ['br', 'gzip'] as const
export type Encoding = (typeof ENCODINGS)[number]

/**
 * Of the encodings that there are, the one that an `Accept-Encoding` likes best; null for none, which is always
 * accepted. What has a weight of 0 is refused, and `*` stands for what is not named (RFC 9110, 12.5.3).
 */
export function acceptedEncoding(header: string | undefined, there: readonly Encoding[]): Encoding | null {
  const weights = new Map((header ?? '').split(',').map(weighted))
  const weightOf = (encoding: string) => weights.get(encoding) ?? weights.get('*') ?? 0
  const [best] = there
    .filter((encoding) => weightOf(encoding) > 0)
    .sort((a, b) => weightOf(b) - weightOf(a) || ENCODINGS.indexOf(a) - ENCODINGS.indexOf(b))
  return best ?? null
}

function weighted(entry: string): [name: string, weight: number] {
  const [name = '', ...parameters] = entry.split(';').map((part) => part.trim().toLowerCase())
  const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2)
  return [name, weight === undefined ? 1 : Number(weight) || 0]
}
