/**
 * That a schema says the same as the interface of the vocabulary, for the compiler: `True<Same<A, B>>` compiles only where the
 * two types have the same fields of the same types, optional ones included. Whether a list may be written to is not compared:
 * what was parsed belongs to whoever parsed it.
 */
export type Same<A, B> =
  (<T>() => T extends Plain<A> ? 1 : 2) extends <T>() => T extends Plain<B> ? 1 : 2 ? true : false

export type True<Claim extends true> = Claim

type Plain<T> = T extends readonly unknown[]
  ? { -readonly [I in keyof T]: Plain<T[I]> }
  : T extends object
    ? { -readonly [K in keyof T]: Plain<T[K]> }
    : T
