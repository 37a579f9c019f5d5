/** What is known of a run: a parameter, a figure of a series; null where it has none. */
export type RunValue = number | string | null
