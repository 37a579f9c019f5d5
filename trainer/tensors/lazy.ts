/** Computes when first asked, once. */
export function lazily<T>(compute: () => T): () => T {
  let value: { readonly of: T } | null = null
  return () => (value ??= { of: compute() }).of
}

/** An object whose properties are each computed when first read, once. */
export function lazyProperties<T extends object>(makers: { readonly [K in keyof T]: () => T[K] }): T {
  const properties = Object.entries<() => unknown>(makers).map(([name, compute]) => [
    name,
    { get: lazily(compute), enumerable: true },
  ])
  return Object.defineProperties({}, Object.fromEntries(properties)) as T
}
