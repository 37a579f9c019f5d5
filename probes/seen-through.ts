/** What becomes of something as it is read. */
export type View<T> = (input: T) => T

/** The same object, some of whose properties are looked through when they are read; what is lazy stays so. */
export function seenThrough<T extends object>(original: T, looks: { readonly [K in keyof T]?: View<T[K]> }): T {
  const properties = Object.entries(looks).map(([key, look]) => {
    const get = () => (look as View<unknown>)(original[key as keyof T])
    return [key, { get, enumerable: true }] as const
  })
  const all = { ...Object.getOwnPropertyDescriptors(original), ...Object.fromEntries(properties) }
  return Object.create(Object.getPrototypeOf(original) as object, all) as T
}
