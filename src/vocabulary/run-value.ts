/** What is said of a run by a parameter or an expression: a number (which may be NaN or infinite), a word, or null where it has none. */
export type RunValue = number | string | null
